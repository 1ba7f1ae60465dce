package queuetest

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Do runs one command on the server, as any other program would, and returns its reply: a string,
// an int64, a []any or nil. An error reply fails the test.
func (s *Server) Do(t testing.TB, args ...any) any {
	t.Helper()
	v, err := s.do(args...)
	require.NoError(t, err, args...)
	return v
}

// Begin runs a command whose answer nobody waits for.
func (s *Server) Begin(t testing.TB, args ...any) {
	t.Helper()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = s.do(args...)
	}()
	t.Cleanup(func() { <-ended })
}

// Refuses tells whether the server answers a command with an error of that kind.
func (s *Server) Refuses(kind string, args ...any) bool {
	_, err := s.do(args...)
	return err != nil && strings.HasPrefix(err.Error(), kind)
}

// replyError is what a server answers to a command that it refuses.
type replyError string

func (e replyError) Error() string { return string(e) }

// talk sends one command and returns the reply.
func talk(c io.ReadWriter, args ...any) (any, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "*%d\r\n", len(args))
	for _, a := range args {
		text := fmt.Sprint(a)
		fmt.Fprintf(&b, "$%d\r\n%s\r\n", len(text), text)
	}
	if _, err := io.WriteString(c, b.String()); err != nil {
		return nil, err
	}
	return reply(bufio.NewReader(c))
}

func reply(r *bufio.Reader) (any, error) {
	line, err := r.ReadString('\n')
	if err != nil {
		return nil, err
	}
	rest := strings.TrimRight(line[1:], "\r\n")
	if line[0] == '+' {
		return rest, nil
	}
	if line[0] == '-' {
		return nil, replyError(rest)
	}
	n, err := strconv.ParseInt(rest, 10, 64)
	if err != nil || line[0] == ':' {
		return n, err
	}
	if n < 0 {
		return nil, nil
	}
	if line[0] == '*' {
		list := make([]any, n)
		for i := range list {
			if list[i], err = reply(r); err != nil {
				return nil, err
			}
		}
		return list, nil
	}
	b := make([]byte, n+2)
	_, err = io.ReadFull(r, b)
	return string(b[:n]), err
}
