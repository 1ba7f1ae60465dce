//go:build !cgo || purego

package store

import "modernc.org/sqlite"

// stepper is a copy whose steps answer as those of the other driver do.
type stepper struct{ *sqlite.Backup }

func beginCopy(to any, path string) (pageCopy, error) {
	source, err := dataSource(path, reader)
	if err != nil {
		return nil, err
	}
	// The copy opens its source, and closes it when it is finished.
	c, err := to.(interface {
		NewRestore(source string) (*sqlite.Backup, error)
	}).NewRestore(source)
	return stepper{c}, err
}

func (c stepper) Step(n int) (done bool, err error) {
	more, err := c.Backup.Step(int32(n))
	if sqliteFault(err) == busy {
		return false, nil
	}
	return err == nil && !more, err
}
