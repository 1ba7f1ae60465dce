// Command frontend serves the web pages.
package main

import (
	_ "time/tzdata" // zones are known on machines that have no zone database

	"appointment-manager/internal/daemon"
	"appointment-manager/internal/daemon/frontendd"
)

func main() { daemon.Main("frontend", frontendd.Commands()...) }
