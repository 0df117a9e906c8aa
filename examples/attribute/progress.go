package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// progress shows how far a run is, on a terminal only.
type progress struct {
	w     io.Writer
	last  time.Time
	shown bool
}

func newProgress(w io.Writer) *progress {
	f, ok := w.(*os.File)
	if !ok {
		return &progress{}
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return &progress{}
	}
	return &progress{w: w, last: time.Now()}
}

func (p *progress) show(rows int) {
	if p.w != nil && time.Since(p.last) > time.Second/4 {
		fmt.Fprintf(p.w, "\r%d rows", rows)
		p.last, p.shown = time.Now(), true
	}
}

func (p *progress) end() {
	if p.shown {
		fmt.Fprint(p.w, "\r\033[K")
	}
}
