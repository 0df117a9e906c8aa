package episode

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"github.com/seed-6807d414/apm"
)

// The code lists of CMS's shadow bundles (CMS Innovation Center, CC0), one file for
// each edition. The command in tables/generate writes them from the workbooks.
//
//go:embed tables/bundles-2025-01-21.txt
var bundles20250121 string

// bundleEdition is the edition of the code lists that [BPCIAdvanced] reads.
const bundleEdition = "2025-01-21"

// bundleTable is an edition of the code lists.
type bundleTable struct {
	categories []bundleCategory
	lists      map[string][]string       // by name
	groups     map[int]map[string]string // APC by procedure code, by calendar year
	places     []bundlePlace             // where cardiac rehabilitation is left out
}

// bundleCategory is a clinical episode category in one setting.
type bundleCategory struct {
	id          string // CMS's, such as P0020
	setting     string // "IP" or "OP"
	both        bool   // one category in both settings
	serviceLine string
	surgical    bool
	name        string
	codes       []string // MS-DRG, or HCPCS in an outpatient setting
}

type bundlePlace struct {
	place string
	from  apm.Date
}

// readBundles reads an edition: lines of fields with tabs between them.
func readBundles(text string) (bundleTable, error) {
	t := bundleTable{lists: make(map[string][]string), groups: make(map[int]map[string]string)}
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if err := t.read(strings.Split(line, "\t")); err != nil {
			return t, fmt.Errorf("episode: code lists of the bundles, line %d: %w", number, err)
		}
	}
	return t, nil
}

func (t *bundleTable) read(fields []string) error {
	switch {
	case fields[0] == "category" && len(fields) == 8:
		t.categories = append(t.categories, bundleCategory{
			id: fields[1], setting: fields[2], both: fields[3] == "both", serviceLine: fields[4], surgical: fields[5] == "Surgical",
			name: fields[6], codes: strings.Fields(fields[7]),
		})
	case fields[0] == "list" && len(fields) == 3:
		t.lists[fields[1]] = strings.Fields(fields[2])
	case fields[0] == "place" && len(fields) == 4:
		from, err := apm.ParseDate(fields[3])
		if err != nil {
			return err
		}
		t.places = append(t.places, bundlePlace{fields[2], from})
	case fields[0] == "apc" && len(fields) == 3:
		year, err := strconv.Atoi(fields[1])
		if err != nil {
			return fmt.Errorf("want a year")
		}
		groups := make(map[string]string)
		for pair := range strings.FieldsSeq(fields[2]) {
			code, apc, ok := strings.Cut(pair, "=")
			if !ok {
				return fmt.Errorf("want code=APC")
			}
			groups[code] = apc
		}
		t.groups[year] = groups
	default:
		return fmt.Errorf("unknown kind of line, or wrong number of fields")
	}
	return nil
}
