// Package web holds the front end's files, as they are written: the templates of its pages, what they say in other languages, and what
// browsers load beside them. They are embedded, so that the program needs no files of its own.
//
// It refuses to know what is done with them: package ui parses, joins, compresses and serves them.
// Nothing here is loaded from another host, and there is no build step between a file and a browser.
package web

import "embed"

// Files holds the directories templates, static and locales.
//
//go:embed templates static locales
var Files embed.FS
