// Package ui is the HTML front end: pages that are rendered here, on the server, so that every
// screen and every action works in a browser without scripts; scripts only make some of them quicker.
//
// It owns what a person sees and reads, the session of a browser, and the protection of both. It
// refuses to know how appointments are kept: all it knows of them it asks the API for, through
// package apiclient, as the user who is signed in, and every rule it shows is decided there.
//
// A page is a file: its handler, the typed struct that its template is given, and the words it says.
package ui
