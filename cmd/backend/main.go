// Command backend serves the REST API, keeps the database and administers it.
package main

import (
	_ "time/tzdata" // zones are known on machines that have no zone database

	"appointment-manager/internal/daemon"
	"appointment-manager/internal/daemon/backendd"
)

func main() { daemon.Main("backend", backendd.Commands()...) }
