package api

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"appointment-manager/internal/agenda"
)

const (
	// chunk is how much of a stream is gathered before it is sent.
	chunk = 32 << 10
	// chunkTimeout is how long a client may take to receive one.
	chunkTimeout = 30 * time.Second
)

// stream sends a long answer in chunks. Until the first chunk is full nothing is written, so that a
// failure before it is still answered as one; a failure after it breaks the connection off.
type stream struct {
	w           http.ResponseWriter
	r           *http.Request
	contentType []string
	pooled      *[]byte
	buf         []byte
	began       bool
}

var chunks = sync.Pool{New: func() any { b := make([]byte, 0, chunk+8<<10); return &b }}

func newStream(w http.ResponseWriter, r *http.Request, contentType []string) *stream {
	pooled := chunks.Get().(*[]byte)
	return &stream{w: w, r: r, contentType: contentType, pooled: pooled, buf: (*pooled)[:0]}
}

// release gives the stream's memory back. The stream is of no use afterwards.
func (s *stream) release() { chunks.Put(s.pooled) }

// each appends every appointment that matches q, in the form that add gives it, and sends what is
// full. For HEAD it reads nothing.
func (s *stream) each(from *agenda.Appointments, q agenda.AppointmentQuery, add func([]byte, *agenda.Appointment) []byte) error {
	if s.r.Method == http.MethodHead {
		return nil
	}
	return from.Each(s.r.Context(), q, func(appt *agenda.Appointment) error {
		s.buf = add(s.buf, appt)
		if len(s.buf) < chunk {
			return nil
		}
		return s.send()
	})
}

// send writes what was gathered. The deadline moves along with the stream, so that it is as long as
// it needs to be for a client that reads, and short for one that does not.
func (s *stream) send() error {
	s.begin()
	_ = http.NewResponseController(s.w).SetWriteDeadline(time.Now().Add(chunkTimeout)) // not every writer has deadlines
	_, err := s.w.Write(s.buf)
	s.buf = s.buf[:0]
	return err
}

func (s *stream) begin() {
	if !s.began {
		s.w.Header()["Content-Type"] = s.contentType
		s.began = true
	}
}

// end sends what is left. An answer that fitted into one chunk bears its length.
func (s *stream) end() error {
	if s.r.Method == http.MethodHead {
		s.begin()
		s.w.WriteHeader(http.StatusOK)
		return nil
	}
	if !s.began {
		s.w.Header()["Content-Length"] = []string{strconv.Itoa(len(s.buf))}
	}
	return s.send()
}
