// Command worker takes summary jobs from Redis and writes them.
package main

import (
	_ "time/tzdata" // zones are known on machines that have no zone database

	"appointment-manager/internal/daemon"
	"appointment-manager/internal/daemon/workerd"
)

func main() { daemon.Main("worker", workerd.Commands()...) }
