// Package e2e drives the built programs from outside, as their users do: over HTTP, on the command
// line, and with a browser. It holds tests only.
package e2e
