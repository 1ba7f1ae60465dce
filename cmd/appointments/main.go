// Command appointments is the whole system in one process: API, worker, web pages and an embedded Redis.
package main

import (
	_ "time/tzdata" // zones are known on machines that have no zone database

	"appointment-manager/internal/daemon"
	"appointment-manager/internal/daemon/alld"
)

func main() { daemon.Main("appointments", alld.Commands()...) }
