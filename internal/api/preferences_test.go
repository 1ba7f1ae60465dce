package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/apiclient"
)

func TestPreferences(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil)
	c := apiclient.New(r.url).WithToken(r.as["user"])
	require.JSONEq(t, `{"language":"","hour_cycle":"24","first_day":"monday","default_view":"week","theme":"","shortcuts":true,"time_zone":""}`,
		r.call("user", "GET", "/auth/preferences", "").body)
	a := r.call("user", "PUT", "/auth/preferences", `{"language":"de","shortcuts":false,"theme":null}`)
	require.JSONEq(t, `{"language":"de","hour_cycle":"24","first_day":"monday","default_view":"week","theme":"","shortcuts":false,"time_zone":""}`, a.body)
	want := agenda.Preferences{Language: "pt-BR", HourCycle: "12", FirstDay: "sunday", DefaultView: "agenda", Theme: "dark", TimeZone: "America/New_York"}
	got, err := c.SavePreferences(t.Context(), want)
	require.NoError(t, err)
	require.Equal(t, want, got)
	me, err := c.Me(t.Context())
	require.NoError(t, err)
	require.Equal(t, want, me.Preferences)
	other, err := c.WithToken(r.as["other"]).Me(t.Context())
	require.NoError(t, err)
	require.Equal(t, agenda.DefaultPreferences, other.Preferences)

	a = r.call("user", "PUT", "/auth/preferences", `{"language":"<b>","hour_cycle":"13","first_day":"","default_view":"year","theme":"pink","time_zone":"Local"}`)
	require.Equal(t, []string{
		`value_error ["body","language"] A language is a tag such as de, or empty`, `value_error ["body","hour_cycle"] Choose one of: 24, 12`,
		`value_error ["body","first_day"] Choose one of: monday, saturday, sunday`, `value_error ["body","default_view"] Choose one of: day, week, month, agenda`,
		`value_error ["body","theme"] Choose one of: light, dark`,
		`value_error ["body","time_zone"] A time zone is a name such as Europe/Berlin, or empty for the practice's`,
	}, a.faults(t))
	a = r.call("user", "PUT", "/auth/preferences", `{"shortcuts":1}`)
	require.Equal(t, 422, a.status)
	me, err = c.Me(t.Context())
	require.NoError(t, err)
	require.Equal(t, want, me.Preferences, "what is refused changes nothing")
}
