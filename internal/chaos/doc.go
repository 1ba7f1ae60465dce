// Package chaos breaks the built programs in every way that a machine, a network or an operator can,
// counts what was lost and what was done twice, and measures how long recovery takes.
//
// Its tests run in two sizes: a short one with all others, and with -long (`make chaos`) the one whose
// table stands in the README. It owns the counting; the programs are driven from outside only, by
// signals, over HTTP, through Redis and by reading their files.
package chaos
