// Package archtest holds the rules on who may import whom. It holds tests only.
package archtest
