//go:build cgo && !purego

package store

import "github.com/mattn/go-sqlite3"

// sourced is a copy with the connection that it reads from.
type sourced struct {
	*sqlite3.SQLiteBackup
	from *sqlite3.SQLiteConn
}

func beginCopy(to any, path string) (pageCopy, error) {
	source, err := dataSource(path, reader)
	if err != nil {
		return nil, err
	}
	from, err := (&sqlite3.SQLiteDriver{}).Open(source)
	if err != nil {
		return nil, err
	}
	c := sourced{from: from.(*sqlite3.SQLiteConn)}
	if c.SQLiteBackup, err = to.(*sqlite3.SQLiteConn).Backup("main", c.from, "main"); err != nil {
		c.from.Close()
		return nil, err
	}
	return c, nil
}

func (c sourced) Finish() error {
	err := c.SQLiteBackup.Finish()
	if closeErr := c.from.Close(); err == nil {
		err = closeErr
	}
	return err
}
