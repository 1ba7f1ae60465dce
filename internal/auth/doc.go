// Package auth makes and checks what proves who somebody is: password hashes and bearer tokens. It is
// the only package that knows bcrypt and JWT, and it knows nothing of users beyond a name, a role
// and a version.
package auth
