package attribution

import "github.com/seed-6807d414/apm/internal/codes"

// Short codes of a claim line as small numbers, zero for none.

// packBill gives the first two digits of a bill type without its leading zero.
func packBill(s string) (uint8, bool) {
	if s == "" {
		return 0, true
	}
	if s[0] == '0' {
		s = s[1:]
	}
	if len(s) < 2 || len(s) > 3 || !isDigit(s[0]) || !isDigit(s[1]) || s[0] == '0' {
		return 0, false
	}
	if len(s) == 3 && codes.Letter(s[2]) == 0 {
		return 0, false
	}
	return (s[0]-'0')*10 + s[1] - '0', true
}

// packNumber gives one more than the number of at most so many digits.
func packNumber(s string, digits int) (uint16, bool) {
	if s == "" {
		return 0, true
	}
	if len(s) > digits {
		return 0, false
	}
	n := uint16(0)
	for i := range len(s) {
		if !isDigit(s[i]) {
			return 0, false
		}
		n = n*10 + uint16(s[i]-'0')
	}
	return n + 1, true
}

// Specialties of one or two letters and digits are numbers below shortSpecialties;
// a single digit is read with its leading zero, which spreadsheets drop. Longer
// ones (taxonomies) are numbered by the attributor where its method names them.
const (
	shortSpecialties = 37 * 37
	otherSpecialty   = 1<<16 - 1
)

func packSpecialty(s string, known map[string]uint16) uint16 {
	switch len(s) {
	case 0:
		return 0
	case 1:
		if isDigit(s[0]) {
			return 37 + uint16(codes.Letter(s[0]))
		}
	case 2:
		if a, b := codes.Letter(s[0]), codes.Letter(s[1]); a != 0 && b != 0 {
			return uint16(a)*37 + uint16(b)
		}
	}
	if n, ok := known[s]; ok {
		return n
	}
	return otherSpecialty
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
