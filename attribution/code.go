package attribution

import (
	"strings"

	"github.com/seed-6807d414/apm"
)

// Code is a procedure code of one to six letters and digits (CPT, HCPCS, CDT or a
// state's own), packed into four bytes. Codes compare as their texts do. The zero
// value is no code.
type Code uint32

// codeLetters is how many letters and digits a code has at most: 37^6 fits 32 bits.
const codeLetters = 6

// letter gives 1 to 36 for a digit or a letter of either case, and 0 for the rest.
var letter = func() (t [256]uint8) {
	for i := range 10 {
		t['0'+i] = uint8(1 + i)
	}
	for i := range 26 {
		t['A'+i], t['a'+i] = uint8(11+i), uint8(11+i)
	}
	return t
}()

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
		l := letter[s[i]]
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

// expandLimit bounds a range of codes, so that terms stay small in memory.
const expandLimit = 10000

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
	head, low, high, ok := digitsAtEnd(strings.ToUpper(from), strings.ToUpper(to))
	switch {
	case !ok:
		return "the ends of a range have the same length and differ only in digits at their end"
	case low > high:
		return "the range runs backwards"
	case high-low >= expandLimit:
		return "the range holds more than 10000 codes"
	}
	width := len(from) - len(head)
	digits := make([]byte, width)
	for n := low; n <= high; n++ {
		rest := n
		for i := width - 1; i >= 0; i-- {
			digits[i] = byte('0' + rest%10)
			rest /= 10
		}
		c, _ := packCode(head + string(digits))
		add(c)
	}
	return ""
}

func digitsAtEnd(from, to string) (head string, low, high int, ok bool) {
	if len(from) != len(to) {
		return "", 0, 0, false
	}
	i := len(from)
	for i > 0 && isDigit(from[i-1]) && isDigit(to[i-1]) {
		i--
	}
	if from[:i] != to[:i] || i == len(from) {
		return "", 0, 0, false
	}
	for _, c := range []byte(from[i:]) {
		low = low*10 + int(c-'0')
	}
	for _, c := range []byte(to[i:]) {
		high = high*10 + int(c-'0')
	}
	return from[:i], low, high, true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
