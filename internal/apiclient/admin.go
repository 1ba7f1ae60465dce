package apiclient

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"appointment-manager/internal/agenda"
)

// UserWithPassword is a user and the password that was just given to it, which is told this once.
type UserWithPassword struct {
	agenda.User
	Password string `json:"password"`
}

// QueueHealth is how summaries come along, and how the parts of the service are.
type QueueHealth struct {
	agenda.QueueHealth
	Parts []Part `json:"parts"`
}

// Users returns all users in the order of their names. This and all that follows is for
// administrators: for others it fails as Forbidden.
func (c *Client) Users(ctx context.Context) (users []agenda.User, err error) {
	_, err = c.fetch(ctx, get("/admin/users/", nil), &users)
	return users, err
}

// CreateUser makes an account with a password that the service makes. It fails as Invalid, or as
// Rejected when the name is taken.
func (c *Client) CreateUser(ctx context.Context, username string, role agenda.Role) (u UserWithPassword, err error) {
	q, err := sendJSON(http.MethodPost, "/admin/users/", struct {
		Username string      `json:"username"`
		Role     agenda.Role `json:"role"`
	}{username, role})
	if err == nil {
		q.patience = hashing
		_, err = c.fetch(ctx, q, &u)
	}
	return u, err
}

// UpdateUser changes the members of an account that are not nil and ends its sessions. It fails as
// Conflict when no administrator would be left.
func (c *Client) UpdateUser(ctx context.Context, id int64, role *agenda.Role, disabled *bool) (u agenda.User, err error) {
	q, err := sendJSON(http.MethodPut, userPath(id), struct {
		Role     *agenda.Role `json:"role,omitempty"`
		Disabled *bool        `json:"disabled,omitempty"`
	}{role, disabled})
	if err == nil {
		_, err = c.fetch(ctx, q, &u)
	}
	return u, err
}

// ResetPassword gives an account a password that the service makes, and ends its sessions.
func (c *Client) ResetPassword(ctx context.Context, id int64) (u UserWithPassword, err error) {
	_, err = c.fetch(ctx, call{method: http.MethodPost, path: userPath(id) + "/password", patience: hashing}, &u)
	return u, err
}

func userPath(id int64) string { return "/admin/users/" + strconv.FormatInt(id, 10) }

// AuditOptions selects entries of the audit log. Zero members do not restrict.
type AuditOptions struct {
	Actor, Action, Object, ObjectID string
	From, To                        agenda.Date
	Before                          int64 // only entries older than the one with this id
	Limit                           int
}

// Audit returns entries of the audit log, the newest first, and whether there are older ones.
func (c *Client) Audit(ctx context.Context, o AuditOptions) (entries []agenda.AuditEntry, more bool, err error) {
	q := url.Values{}
	for name, value := range map[string]string{
		"actor": o.Actor, "action": o.Action, "object": o.Object, "object_id": o.ObjectID, "from": o.From.String(), "to": o.To.String(),
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if o.Before > 0 {
		q.Set("before", strconv.FormatInt(o.Before, 10))
	}
	if o.Limit > 0 {
		q.Set("limit", strconv.Itoa(o.Limit))
	}
	header, err := c.fetch(ctx, get("/admin/audit", c.inZone(q)), &entries)
	return entries, header.Get("Link") != "", err
}

// QueueHealth returns how summaries come along.
func (c *Client) QueueHealth(ctx context.Context) (h QueueHealth, err error) {
	_, err = c.fetch(ctx, get("/admin/queue", nil), &h)
	return h, err
}

// RetryJobs gives every dead job another life and returns how many there were.
func (c *Client) RetryJobs(ctx context.Context) (int, error) {
	var answer struct {
		Retried int `json:"retried"`
	}
	_, err := c.fetch(ctx, call{method: http.MethodPost, path: "/admin/queue/retry"}, &answer)
	return answer.Retried, err
}

// PauseJobs has jobs kept off the queue, or with false put on it again.
func (c *Client) PauseJobs(ctx context.Context, pause bool) error {
	path := "/admin/queue/resume"
	if pause {
		path = "/admin/queue/pause"
	}
	_, err := c.fetch(ctx, call{method: http.MethodPost, path: path}, nil)
	return err
}

// System returns what runs and how it is set up.
func (c *Client) System(ctx context.Context) (s agenda.System, err error) {
	_, err = c.fetch(ctx, get("/admin/system", nil), &s)
	return s, err
}

// backingUp is how long a backup may take.
const backingUp = 5 * time.Minute

// BackUp writes a backup. It fails as Rejected where there is no place for one.
func (c *Client) BackUp(ctx context.Context) (b agenda.BackupMade, err error) {
	_, err = c.fetch(ctx, call{method: http.MethodPost, path: "/admin/backup", patience: backingUp}, &b)
	return b, err
}
