// Package problem is the one place where a failure of the domain becomes an HTTP answer and where
// an answer becomes a failure again. It owns the table of codes and statuses and the body that both
// sides read: RFC 9457 application/problem+json whose detail member is at the same time what the
// clients of the documented API expect.
//
// It refuses to know which routes there are, who asks, and how a failure is logged.
package problem
