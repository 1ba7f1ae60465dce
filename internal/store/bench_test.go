package store_test

import (
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"appointment-manager/internal/agenda"
	"appointment-manager/internal/store"
	"appointment-manager/internal/store/storetest"
)

// BenchmarkBooking measures durable bookings: one caller, who pays for an fsync each, and many, who
// share them. cpu-us/op says more on a shared machine than the time that passed.
func BenchmarkBooking(b *testing.B) {
	benchmarkBooking(b, func(b *testing.B) store.Config { return store.Config{Path: filepath.Join(b.TempDir(), "bench.db")} })
}

// BenchmarkBookingPostgreSQL measures the same with a server, on the same machine, that syncs.
func BenchmarkBookingPostgreSQL(b *testing.B) {
	p := storetest.StartPostgres(b)
	benchmarkBooking(b, func(b *testing.B) store.Config { return store.Config{URL: p.Database(b)} })
}

func benchmarkBooking(b *testing.B, config func(*testing.B) store.Config) {
	for _, callers := range []int{1, 64} {
		b.Run(map[int]string{1: "one caller", 64: "64 callers"}[callers], func(b *testing.B) {
			s, err := store.Open(b.Context(), config(b))
			require.NoError(b, err)
			defer s.Close()
			start := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
			var n atomic.Int64
			var before, after syscall.Rusage
			require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &before))
			b.SetParallelism(callers)
			book := func() {
				at := start.Add(time.Duration(n.Add(1)) * 30 * time.Minute)
				_, _, err := s.CreateAppointment(b.Context(), agenda.Appointment{
					ClientName: "Client", Date: agenda.DateOf(at), Time: agenda.TimeOfDayOf(at), Status: agenda.Confirmed,
					TimeZone: "UTC", StartsAt: at, EndsAt: at.Add(30 * time.Minute), CalendarID: agenda.DefaultCalendar,
				}, nil)
				require.NoError(b, err)
			}
			b.ResetTimer()
			if callers == 1 {
				for range b.N {
					book()
				}
			} else {
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						book()
					}
				})
			}
			b.StopTimer()
			require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &after))
			spent := after.Utime.Nano() + after.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano()
			b.ReportMetric(float64(spent)/float64(b.N)/1000, "cpu-us/op")
		})
	}
}

// BenchmarkList measures reading appointments in the order of their ids.
func BenchmarkList(b *testing.B) {
	s, err := store.Open(b.Context(), store.Config{Path: filepath.Join(b.TempDir(), "bench.db")})
	require.NoError(b, err)
	defer s.Close()
	done := make(chan error)
	for i := range 1000 {
		go func() {
			at := time.Date(2030, 1, 1, 0, i, 0, 0, time.UTC)
			_, _, err := s.CreateAppointment(b.Context(), agenda.Appointment{
				ClientName: "Client", Date: agenda.DateOf(at), Time: agenda.TimeOfDayOf(at), Status: agenda.Confirmed,
				TimeZone: "UTC", StartsAt: at, EndsAt: at.Add(time.Minute), CalendarID: agenda.DefaultCalendar,
			}, nil)
			done <- err
		}()
	}
	for range 1000 {
		require.NoError(b, <-done)
	}
	for _, limit := range []int{1, 100, 1000} {
		b.Run(map[int]string{1: "1", 100: "100", 1000: "1000"}[limit], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				err := s.EachAppointment(b.Context(), agenda.AppointmentQuery{Limit: limit}, func(*agenda.Appointment) error { return nil })
				require.NoError(b, err)
			}
		})
	}
}

// BenchmarkClients measures the list of clients: its first page, one in the middle, and what is searched,
// of which there is little or nothing.
func BenchmarkClients(b *testing.B) {
	path := filepath.Join(b.TempDir(), "bench.db")
	s, err := store.Open(b.Context(), store.Config{Path: path})
	require.NoError(b, err)
	defer s.Close()
	storetest.Crowd(b, path, 50_000)
	_, err = storetest.Raw(b, path).ExecContext(b.Context(), `INSERT INTO client_cards (client_name, phone, email, address, notes, search, updated_at, updated_by)
		SELECT client_name, '030 ' || id, '', '', 'Note ' || id, lower(client_name) || char(10) || '030 ' || id || char(10) || '030' || id, id, 'bench' FROM appointments WHERE id % 10 = 0`)
	require.NoError(b, err)
	for name, q := range map[string]agenda.ClientQuery{
		"first": {}, "middle": {After: "Client 3"}, "some": {Text: "client 123"}, "phone": {Text: "030 4321"}, "none": {Text: "zzz"},
	} {
		b.Run(name, func(b *testing.B) {
			q.Limit, q.Now = 101, time.Now()
			for b.Loop() {
				_, err := s.Clients(b.Context(), q)
				require.NoError(b, err)
			}
		})
	}
}
