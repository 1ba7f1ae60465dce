package agenda_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
)

func TestDates(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"2026-11-25", "2028-02-29", "1970-01-01", "2100-12-31"} {
		d, err := agenda.ParseDate(s)
		require.NoError(t, err, s)
		require.Equal(t, s, d.String())
	}
	for _, s := range []string{"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-11-31", "2026-11-00", "26-11-25", "2026/11/25", "2026-1-25", "1969-12-31", "2101-01-01", "2026-11-25 ", "٢٠٢٦-11-25", "+026-11-25"} {
		_, err := agenda.ParseDate(s)
		require.Error(t, err, s)
	}
	d, _ := agenda.ParseDate("2026-12-31")
	require.Equal(t, "2027-01-01", d.AddDays(1).String())
	require.Equal(t, 1, d.DaysUntil(d.AddDays(1)))
	require.Negative(t, d.Compare(d.AddDays(1)))
}

func TestTimesComeBackAsTheyWereSent(t *testing.T) {
	t.Parallel()
	short, err := agenda.ParseTimeOfDay("12:00")
	require.NoError(t, err)
	long, err := agenda.ParseTimeOfDay("12:00:00")
	require.NoError(t, err)
	require.Equal(t, "12:00", short.String())
	require.Equal(t, "12:00:00", long.String())
	require.Equal(t, short.Seconds(), long.Seconds())
	for _, s := range []string{"", "24:00", "12:60", "12:00:60", "1:00", "12-00", "12:0", "12:00:0", "12:00:00Z", "ab:cd", "-1:00"} {
		_, err := agenda.ParseTimeOfDay(s)
		require.Error(t, err, s)
	}
}

func TestWallTimesThatDoNotExistOrComeTwice(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	resolve := func(date, clock string, offset *int) (time.Time, error) {
		d, err := agenda.ParseDate(date)
		require.NoError(t, err)
		tod, err := agenda.ParseTimeOfDay(clock)
		require.NoError(t, err)
		return agenda.Resolve(d, tod, berlin, offset)
	}
	_, err = resolve("2027-03-28", "02:30", nil)
	var gap *agenda.NoSuchTimeError
	require.ErrorAs(t, err, &gap)
	require.Equal(t, "02:30 does not exist on 2027-03-28: clocks jump from 02:00 to 03:00", err.Error())

	_, err = resolve("2027-10-31", "02:30", nil)
	var twice *agenda.AmbiguousTimeError
	require.ErrorAs(t, err, &twice)
	require.Equal(t, time.Hour, twice.Choices[1].Sub(twice.Choices[0]))
	summer, winter := 7200, 3600
	first, err := resolve("2027-10-31", "02:30", &summer)
	require.NoError(t, err)
	require.Equal(t, "2027-10-31T00:30:00Z", first.UTC().Format(time.RFC3339))
	second, err := resolve("2027-10-31", "02:30", &winter)
	require.NoError(t, err)
	require.Equal(t, "2027-10-31T01:30:00Z", second.UTC().Format(time.RFC3339))
	_, err = resolve("2027-07-01", "12:00", &winter)
	require.ErrorContains(t, err, "+02:00")
}

// Every wall time of every day on which some zone moved its clocks must resolve to an instant that
// shows it, or be refused for the right reason.
func TestResolveAgreesWithTheZoneDatabase(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca", "Asia/Kathmandu", "Antarctica/Troll"} {
		loc, err := time.LoadLocation(name)
		require.NoError(t, err)
		shown := map[[2]string]int{} // how many quarter hours of the year show each wall time
		for at := time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2019; at = at.Add(15 * time.Minute) {
			wall := at.In(loc)
			shown[[2]string{wall.Format("2006-01-02"), wall.Format("15:04")}]++
		}
		for day := agenda.DateOf(time.Date(2018, 1, 2, 0, 0, 0, 0, time.UTC)); day.Year == 2018 && day.Month < 12; day = day.AddDays(1) {
			for quarter := range 96 {
				clock, _ := agenda.ParseTimeOfDay(time.Unix(int64(quarter*900), 0).UTC().Format("15:04"))
				at, err := agenda.Resolve(day, clock, loc, nil)
				var gap *agenda.NoSuchTimeError
				var twice *agenda.AmbiguousTimeError
				switch shown[[2]string{day.String(), clock.String()}] {
				case 0:
					require.ErrorAs(t, err, &gap, "%s %s %s", name, day, clock)
				case 1:
					require.NoError(t, err, "%s %s %s", name, day, clock)
					require.Equal(t, day.String()+" "+clock.String(), at.Format("2006-01-02 15:04"), name)
				default:
					require.ErrorAs(t, err, &twice, "%s %s %s", name, day, clock)
				}
			}
			require.Equal(t, day, agenda.DateOf(day.Start(loc)), "%s %s", name, day)
		}
	}
}

func TestAppendJSONWritesWhatEncodingJSONDoes(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	text := func() string {
		letters := []rune("ab \"\\<>&\n\t\u2028é\U0001F9B4\x7f/'")
		r := make([]rune, random.IntN(12))
		for i := range r {
			r[i] = letters[random.IntN(len(letters))]
		}
		return string(r)
	}
	for range 500 {
		at := time.Unix(random.Int64N(4e9), random.Int64N(1e9)/1000*1000).UTC()
		a := agenda.Appointment{
			ID: random.Int64(), ClientName: text(), Date: agenda.DateOf(at), Time: agenda.TimeOfDayOf(at), DurationMinutes: 30,
			Status: agenda.Tentative, Overlap: random.IntN(2) == 0, TimeZone: text(), StartsAt: at, EndsAt: at, UID: text(),
			Version: 7, CreatedAt: at, UpdatedAt: at, CreatedBy: text(), UpdatedBy: text(),
		}
		if random.IntN(2) == 0 {
			notes := text()
			a.Notes, a.DeletedAt = &notes, &at
		}
		want, err := json.Marshal(a)
		require.NoError(t, err)
		require.Equal(t, string(want), string(a.AppendJSON(nil)))
		var back agenda.Appointment
		require.NoError(t, json.Unmarshal(want, &back))
		require.Equal(t, a, back)
	}
}

func TestLabels(t *testing.T) {
	t.Parallel()
	today, _ := agenda.ParseDate("2026-11-23")
	for label, want := range map[string][2]string{
		"": {"2026-11-23", ""}, "daily": {"2026-11-23", "2026-11-23"}, "weekly": {"2026-11-23", "2026-11-29"},
		"2026-12-01": {"2026-12-01", "2026-12-01"}, "2026-12-01..2026-12-24": {"2026-12-01", "2026-12-24"}, "front-desk": {"2026-11-23", ""},
	} {
		from, to, err := agenda.ParseLabel(label, today)
		require.NoError(t, err, label)
		require.Equal(t, want, [2]string{from.String(), to.String()}, label)
	}
	for _, label := range []string{"Daily", "a b", "2026-12-24..2026-12-01", "2026-02-30", "2026-01-01..2027-06-01", "ümlaut", "x_y", "{summary_jobs}", "012345678901234567890123456789012"} {
		_, _, err := agenda.ParseLabel(label, today)
		require.Equal(t, agenda.Invalid, agenda.CodeOf(err), label)
	}
}

func TestNamesAndPasswords(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"abc", "Hanna.Lorenz", "a@b.de", "x_1-2"} {
		require.Empty(t, agenda.CheckUsername(name), name)
	}
	for _, name := range []string{"ab", "", "hanna lorenz", "hänna", "a|b", "аdmin", "abc\x00"} {
		require.NotEmpty(t, agenda.CheckUsername(name), name)
	}
	require.Empty(t, agenda.CheckPassword("correct horse", "hanna", 8))
	for _, password := range []string{"short", "password", "HannaLorenz", strings.Repeat("ö", 37), "eight\x00ch"} {
		require.NotEmpty(t, agenda.CheckPassword(password, "hannalorenz", 8), password)
	}
}

func TestCodeOf(t *testing.T) {
	t.Parallel()
	require.Equal(t, agenda.Code(""), agenda.CodeOf(nil))
	require.Equal(t, agenda.Internal, agenda.CodeOf(errors.New("x")))
	require.Equal(t, agenda.Rejected, agenda.CodeOf(errors.Join(agenda.Fail(agenda.Rejected, "no"), errors.New("x"))))
}
