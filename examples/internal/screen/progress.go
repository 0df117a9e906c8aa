package screen

import (
	"fmt"
	"io"
	"os"
	"time"
)

// Progress shows how far a run is, on a terminal only.
type Progress struct {
	w     io.Writer
	unit  string
	last  time.Time
	shown bool
}

// NewProgress shows a count of the unit ("rows") on w where that is a terminal, and
// nothing anywhere else.
func NewProgress(w io.Writer, unit string) *Progress {
	f, ok := w.(*os.File)
	if !ok {
		return &Progress{}
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return &Progress{}
	}
	return &Progress{w: w, unit: unit, last: time.Now()}
}

// Show shows the count, four times a second at most. A total of zero is unknown.
func (p *Progress) Show(n, total int) {
	if p.w == nil || time.Since(p.last) < time.Second/4 {
		return
	}
	of := ""
	if total > 0 {
		of = fmt.Sprintf(" of %d", total)
	}
	fmt.Fprintf(p.w, "\r%d%s %s", n, of, p.unit)
	p.last, p.shown = time.Now(), true
}

// End clears what is shown.
func (p *Progress) End() {
	if p.shown {
		fmt.Fprint(p.w, "\r\033[K")
	}
}
