package apm

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"
)

// Problem is one thing that is wrong, with the path of the field that holds it:
// "losses[2].upTo".
type Problem struct {
	Path    string
	Message string
}

// String is "path: message", or the message alone where the whole value is wrong.
func (p Problem) String() string {
	if p.Path == "" {
		return p.Message
	}
	return p.Path + ": " + p.Message
}

// Problems is every problem found in one pass, in the order of the fields. As an
// error it prints one line each.
type Problems []Problem

// Error lists the problems, one on a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Err is the problems as an error, or nil when there are none.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

// Check collects problems at a path. It is passed down by value as validation
// descends, and it writes the path out only when there is a problem to report:
//
//	var problems apm.Problems
//	c := problems.Check()
//	c.In("savings").At(1).In("upTo").Problemf("%s is below the band before it", upTo)
//	return problems.Err()
//
// The zero value discards what it is told.
type Check struct {
	found   *Problems
	parent  *Check
	name    string
	index   int
	element bool // of a list, so that it has an index and no name
}

// Check starts a check that collects into ps.
func (ps *Problems) Check() Check { return Check{found: ps} }

// In is the check of a field.
func (c Check) In(field string) Check { return Check{found: c.found, parent: &c, name: field} }

// At is the check of an element of a list, counted from zero.
func (c Check) At(index int) Check {
	return Check{found: c.found, parent: &c, index: index, element: true}
}

// Problemf reports a problem at the path of the check.
func (c Check) Problemf(format string, args ...any) {
	if c.found != nil {
		*c.found = append(*c.found, Problem{Path: c.Path(), Message: fmt.Sprintf(format, args...)})
	}
}

// Path is where the check stands: "savings[1].upTo". A field whose name could be
// misread there, such as a key with a point in it, stands in quotes.
func (c Check) Path() string { return string(c.appendPath(nil)) }

func (c Check) appendPath(b []byte) []byte {
	if c.parent == nil {
		return b
	}
	b = c.parent.appendPath(b)
	if c.element {
		b = append(b, '[')
		b = strconv.AppendInt(b, int64(c.index), 10)
		return append(b, ']')
	}
	if len(b) > 0 {
		b = append(b, '.')
	}
	if c.name == "" || strings.ContainsFunc(c.name, misread) {
		return strconv.AppendQuote(b, c.name)
	}
	return append(b, c.name...)
}

func misread(r rune) bool { return strings.ContainsRune(`.[]:"\`, r) || !unicode.IsPrint(r) }

// Fraction reports a number outside [0, 1]: a rate of 2 % is 0.02.
func (c Check) Fraction(d decimal.Decimal) {
	if c.Number(d) && (d.IsNegative() || d.GreaterThan(one)) {
		c.Problemf("%s is outside 0 to 1 (2 %% is 0.02)", d)
	}
}

// NotNegative reports a number below zero.
func (c Check) NotNegative(d decimal.Decimal) {
	if c.Number(d) && d.IsNegative() {
		c.Problemf("%s is negative", d)
	}
}

// Number reports a number that is not [Plain] and says whether it is.
func (c Check) Number(d decimal.Decimal) bool {
	if Plain(d) {
		return true
	}
	c.Problemf(notPlain)
	return false
}

// Within reports a whole number outside a range, both ends included.
func (c Check) Within(n, least, most int) {
	if n < least || n > most {
		c.Problemf("%d is outside %d to %d", n, least, most)
	}
}

// OneOf reports a word that is none of the known ones. The empty word is known only if
// it stands among them, and is not listed.
func OneOf[W ~string](c Check, word W, known ...W) {
	if slices.Contains(known, word) {
		return
	}
	var list []string
	for _, k := range known {
		if k != "" {
			list = append(list, string(k))
		}
	}
	c.Problemf("unknown word %q (known: %s)", string(word), strings.Join(list, ", "))
}

var one = decimal.New(1, 0)
