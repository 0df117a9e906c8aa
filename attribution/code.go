package attribution

import (
	"strings"

	"github.com/seed-6807d414/apm"
	"github.com/seed-6807d414/apm/internal/codes"
)

// Code is a procedure code of one to six letters and digits (CPT, HCPCS, CDT or a
// state's own), packed into four bytes. Codes compare as their texts do. The zero
// value is no code.
type Code uint32

// codeLetters is how many letters and digits a code has at most: 37^6 fits 32 bits.
const codeLetters = 6

// ParseCode reads a code; lower case is read as upper case, and the empty text is
// no code. Anything else is an [*apm.ParseError].
func ParseCode(s string) (Code, error) {
	if c, ok := packCode(s); ok {
		return c, nil
	}
	return 0, &apm.ParseError{Type: "procedure code", Value: s, Reason: "want one to six letters and digits such as 99213"}
}

func packCode(s string) (Code, bool) {
	if len(s) > codeLetters {
		return 0, false
	}
	var c uint32
	for i := range len(s) {
		l := codes.Letter(s[i])
		if l == 0 {
			return 0, false
		}
		c = c*37 + uint32(l)
	}
	for range codeLetters - len(s) {
		c *= 37
	}
	return Code(c), true
}

// String is the code as text, in upper case.
func (c Code) String() string {
	var b [codeLetters]byte
	for i := codeLetters - 1; i >= 0; i-- {
		b[i] = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[c%37]
		c /= 37
	}
	return strings.TrimRight(string(b[:]), " ")
}

// MarshalText writes what [Code.String] does.
func (c Code) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what [ParseCode] does.
func (c *Code) UnmarshalText(b []byte) error {
	parsed, err := ParseCode(string(b))
	if err == nil {
		*c = parsed
	}
	return err
}

// expandCodes reads a single code, or a range such as "99202-99205" whose ends have
// the same length and differ only in digits at their end.
func expandCodes(s string, add func(Code)) (problem string) {
	from, to, isRange := strings.Cut(s, "-")
	first, ok1 := packCode(from)
	_, ok2 := packCode(to)
	if !ok1 || !ok2 || first == 0 {
		return "want a code such as 99213 or a range such as 99202-99205"
	}
	if !isRange {
		add(first)
		return ""
	}
	return codes.Range(from, to, func(s string) {
		c, _ := packCode(s)
		add(c)
	})
}
