package api

import "github.com/go-chi/chi/v5"

// Router lets the tests walk the routes that New answers.
func Router(cfg Config) chi.Router {
	_, r := build(cfg)
	return r
}
