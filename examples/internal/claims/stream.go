package claims

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"slices"
)

// stream gives the rows of one file by member, in rising order of members.
type stream[T any] struct {
	t      *table
	parse  func(*table) (T, *RowError)
	reject func(*RowError) error // says what becomes of a bad row
	rows   *int                  // counts the rows read
	member string                // of the rows at hand; empty at the end
	items  []T
	ahead  T // the first row of the next member
	next   string
	some   bool           // whether there is a row ahead
	memory map[string][]T // of a file that is not sorted
	order  []string
}

func openStream[T any](source fs.FS, name string, required, optional []string, inMemory bool,
	parse func(*table) (T, *RowError), reject func(*RowError) error, rows *int) (*stream[T], error) {
	if name == "" {
		return nil, nil
	}
	t, err := openTable(source, name, required, optional)
	if err != nil {
		return nil, err
	}
	s := &stream[T]{t: t, parse: parse, reject: reject, rows: rows}
	if inMemory {
		err = s.load()
	} else {
		err = s.read()
	}
	if err == nil {
		err = s.advance()
	}
	if err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return s, nil
}

// read finds the next good row.
func (s *stream[T]) read() error {
	for {
		bad, err := s.t.next()
		if errors.Is(err, io.EOF) {
			s.some = false
			return nil
		}
		if err != nil {
			return err
		}
		*s.rows++
		var item T
		member := ""
		if bad == nil {
			if member = s.t.get("member"); member == "" {
				bad = s.t.fail("member", "is empty")
			} else {
				item, bad = s.parse(s.t)
			}
		}
		if bad != nil {
			if err := s.reject(bad); err != nil {
				return err
			}
			continue
		}
		s.ahead, s.next, s.some = item, member, true
		return nil
	}
}

// load reads everything into memory.
func (s *stream[T]) load() error {
	s.memory = make(map[string][]T)
	for {
		if err := s.read(); err != nil {
			return err
		}
		if !s.some {
			s.order = slices.Sorted(maps.Keys(s.memory))
			return nil
		}
		s.memory[s.next] = append(s.memory[s.next], s.ahead)
	}
}

// advance goes to the next member.
func (s *stream[T]) advance() error {
	if s.memory != nil {
		delete(s.memory, s.member)
		s.member, s.items = "", nil
		if len(s.order) > 0 {
			s.member, s.order = s.order[0], s.order[1:]
			s.items = s.memory[s.member]
		}
		return nil
	}
	past := s.member
	s.member, s.items = "", nil
	if !s.some {
		return nil
	}
	s.member = s.next
	if past != "" && s.member < past {
		return &UnsortedError{File: s.t.name, Line: s.t.line}
	}
	for s.some && s.next == s.member {
		s.items = append(s.items, s.ahead)
		if err := s.read(); err != nil {
			return err
		}
	}
	return nil
}

// take gives the rows of a member, if they are at hand, and goes on.
func (s *stream[T]) take(member string) ([]T, error) {
	if s == nil || s.member != member {
		return nil, nil
	}
	items := s.items
	return items, s.advance()
}

// first is the member at hand, empty at the end.
func (s *stream[T]) first() string {
	if s == nil {
		return ""
	}
	return s.member
}

func (s *stream[T]) close() error {
	if s == nil {
		return nil
	}
	return s.t.Close()
}
