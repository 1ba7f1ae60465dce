package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
)

// node is a part of the OpenAPI document.
type node = map[string]any

// operation describes a route to people and programs. What follows from the route's row alone, who
// may call it and how it can be refused, is added by document.
type operation struct {
	tag, id, summary, about string
	params                  []string // names under components/parameters
	body                    node     // content by media type
	optional                bool     // the body may be left out
	ok                      node     // answers by status, those of success
	refusals                []string // statuses beyond those that follow from the row
}

const apiAbout = "Appointments of a practice, and summaries of its days. " +
	"Every path answers with and without a slash at its end, and HEAD answers wherever GET does. " +
	"Unknown members of a body are ignored. Sign in with POST /auth/token and send the token as Authorization: Bearer. " +
	"Programs may send an API token from POST /auth/tokens/ instead: it opens what is neither for administrators nor about signing in."

// openAPI answers with the document, which is made when it is asked for first.
func (a *api) openAPI(w http.ResponseWriter, _ *http.Request) error {
	w.Header()["Cache-Control"] = []string{"no-cache"}
	writeBody(w, http.StatusOK, jsonType, a.document())
	return nil
}

// describe returns a function that makes the document once.
func (a *api) describe() func() []byte {
	return sync.OnceValue(func() []byte {
		paths := node{}
		for _, rt := range a.table() {
			path := documentedPath(rt.pattern)
			item, ok := paths[path].(node)
			if !ok {
				item = node{}
				paths[path] = item
			}
			op, ok := operations[rt.method+" "+rt.pattern]
			if !ok {
				op = clientOperations[rt.method+" "+rt.pattern]
			}
			item[strings.ToLower(rt.method)] = document(rt, op)
		}
		b, _ := json.Marshal(node{ // maps, slices and strings always marshal
			"openapi": "3.1.0",
			"info":    node{"title": "Appointments API", "version": a.Version, "description": apiAbout},
			"tags": []node{
				{"name": "appointments", "description": "Book, read, change, cancel and export."},
				{"name": "clients", "description": "Who comes, and how they are reached."},
				{"name": "practice", "description": "When the practice is open."},
				{"name": "summaries", "description": "Ask for a summary and collect it."},
				{"name": "administration", "description": "People, records and the state of the service, for administrators."},
				{"name": "accounts", "description": "Register, sign in and out."},
				{"name": "service", "description": "How the service is, and this description of it."},
			},
			"paths":      paths,
			"components": components(),
		})
		return b
	})
}

// documentedPath drops the slash that is only a second way to the page.
func documentedPath(pattern string) string {
	if pattern == "/docs/" {
		return "/docs"
	}
	return pattern
}

// document turns an operation into its OpenAPI form.
func document(rt route, op operation) node {
	answers := node{}
	for status, answer := range op.ok {
		answers[status] = answer
	}
	refusals := append([]string{"500", "503"}, op.refusals...)
	if rt.access != anybody {
		refusals = append(refusals, "429")
	}
	signedIn := rt.access >= user
	if signedIn {
		refusals = append(refusals, "401")
	}
	if rt.access > user || rt.access == user && rt.method != http.MethodGet { // what not every API token may do
		refusals = append(refusals, "403")
	}
	if op.body != nil {
		refusals = append(refusals, "400", "408", "413", "422")
	}
	for _, status := range refusals {
		if answers[status] == nil {
			answers[status] = reference("responses", "Problem"+status)
		}
	}
	n := node{"tags": []string{op.tag}, "operationId": op.id, "summary": op.summary, "responses": answers, "security": []node{}}
	if op.about != "" {
		n["description"] = op.about
	}
	if signedIn {
		n["security"] = []node{{"bearer": []string{}}}
	}
	var params []node
	for _, name := range op.params {
		params = append(params, reference("parameters", name))
	}
	if params != nil {
		n["parameters"] = params
	}
	if op.body != nil {
		n["requestBody"] = node{"required": !op.optional, "content": op.body}
	}
	return n
}

func reference(kind, name string) node { return node{"$ref": "#/components/" + kind + "/" + name} }

func schemaRef(name string) node { return reference("schemas", name) }

// jsonOf is content of media type application/json that a schema describes.
func jsonOf(schema node) node { return node{"application/json": node{"schema": schema}} }

// answer describes an answer; content and headers may be nil.
func answer(about string, content node, headers ...string) node {
	n := node{"description": about}
	if content != nil {
		n["content"] = content
	}
	if len(headers) > 0 {
		named := node{}
		for _, h := range headers {
			named[h] = reference("headers", h)
		}
		n["headers"] = named
	}
	return n
}
