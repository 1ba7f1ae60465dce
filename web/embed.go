// Package web holds the front end's files, as they are written: the templates of its pages, what they say
// in other languages, and what browsers load beside them. They are embedded, so that the program needs no
// files of its own.
//
// A language is a file of locales that is named by its tag. It says for every English text what stands in
// its place: with the same verbs, in an order of its own where they are numbered; one text for one thing and
// another for more, where it counts; as many as in English, with bars between them, where one is picked;
// brackets around what is a link; a day's or a time's layout with the names that package time gives its
// parts. That "ltr" is "rtl" turns its pages round.
//
// It refuses to know what is done with them: package ui parses, joins, compresses and serves them.
// Nothing here is loaded from another host, and there is no build step between a file and a browser.
package web

import "embed"

// Files holds the directories templates, static and locales.
//
//go:embed templates static locales
var Files embed.FS
