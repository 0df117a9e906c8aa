package episode

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func bundles(t *testing.T) bundleTable {
	t.Helper()
	table, err := readBundles(bundles20250121)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// The 34 clinical episode categories of the published trigger list, to be read
// against CMS's workbook by eye: 29 inpatient, 3 outpatient and 2 of both settings.
func TestBundleTriggers(t *testing.T) {
	want := map[string]string{
		"A0001 IP Acute myocardial infarction":                                            "280 281 282",
		"A0003 IP Cardiac arrhythmia":                                                     "308 309 310",
		"A0006 IP Cellulitis":                                                             "602 603",
		"A0008 IP Chronic obstructive pulmonary disease, bronchitis, asthma":              "190 191 192 202 203",
		"A0010 IP Congestive heart failure":                                               "291 292 293",
		"A0012 IP Disorders of liver except malignancy, cirrhosis or alcoholic hepatitis": "441 442 443",
		"A0014 IP Fractures of the femur and hip or pelvis":                               "533 534 535 536",
		"A0015 IP Gastrointestinal hemorrhage":                                            "377 378 379",
		"A0016 IP Gastrointestinal obstruction":                                           "388 389 390",
		"A0024 IP Renal failure":                                                          "682 683 684",
		"A0025 IP Sepsis":                                                                 "870 871 872",
		"A0026 IP Simple pneumonia and respiratory infections":                            "177 178 179 193 194 195",
		"A0028 IP Stroke":                                                                 "061 062 063 064 065 066",
		"A0029 IP Urinary tract infection":                                                "689 690",
		"A0030 IP Bariatric Surgery":                                                      "619 620 621",
		"A0031 IP Transcatheter aortic valve replacement":                                 "266 267",
		"A0032 IP Inflammatory Bowel Disease":                                             "385 386 387",
		"A0033 IP Seizures":                                                               "100 101",
		"P0002 IP Back & neck except spinal fusion":                                       "518 519 520",
		"P0002 OP Back & neck except spinal fusion":                                       "62287 63005 63011 63012 63017 63030 63040 63042 63045 63046 63047 63056 63075",
		"P0004 IP Cardiac defibrillator":                                                  "275 276 277",
		"P0004 OP Cardiac defibrillator":                                                  "33249 33262 33263 33264 33270",
		"P0005 IP Cardiac valve":                                                          "212 216 217 218 219 220 221",
		"P0007 IP Spinal fusion":                                                          "453 454 455 459 460 471 472 473",
		"P0011 IP Coronary artery bypass graft":                                           "231 232 233 234 235 236",
		"P0013 IP Double joint replacement of the lower extremity":                        "461 462",
		"P0017 IP Hip & femur procedures except major joint":                              "480 481 482",
		"P0018 IP Lower extremity and humerus procedure except hip, foot, femur":          "492 493 494",
		"P0019 IP Major bowel procedure":                                                  "329 330 331",
		"P0020 IP both Major joint replacement of the lower extremity":                    "469 470 521 522",
		"P0020 OP both Major joint replacement of the lower extremity":                    "27130 27447",
		"P0021 IP both Major joint replacement of the upper extremity":                    "483",
		"P0021 OP both Major joint replacement of the upper extremity":                    "23472",
		"P0022 IP Pacemaker":                                                              "242 243 244",
		"P0023 IP Percutaneous coronary intervention":                                     "250 251 321 322",
		"P0023 OP Percutaneous coronary intervention":                                     "92920 92924 92928 92933 92937 92943 C9600 C9602 C9604 C9607",
	}
	got := make(map[string]string)
	settings := make(map[string]int)
	drgs, procedures := 0, 0
	lines := make(map[string]bool)
	for _, c := range bundles(t).categories {
		key := c.id + " " + c.setting + " "
		if c.both {
			key += "both "
			settings["both"]++
		} else {
			settings[c.setting]++
		}
		got[key+c.name] = strings.Join(c.codes, " ")
		lines[c.serviceLine] = true
		if c.setting == "IP" {
			drgs += len(c.codes)
		} else {
			procedures += len(c.codes)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if settings["IP"] != 29 || settings["OP"] != 3 || settings["both"] != 2*2 || settings["IP"]+settings["OP"]+settings["both"]/2 != 34 {
		t.Error(settings)
	}
	if drgs != 109 || procedures != 31 || len(lines) != 8 {
		t.Errorf("%d MS-DRGs, %d procedure codes, %d service lines", drgs, procedures, len(lines))
	}
}

// Counts of every list, and of some lists the codes. The sheets number 140 readmission
// groups and 506 drugs; MS-DRG 652 and one drug stand twice.
func TestBundleLists(t *testing.T) {
	table := bundles(t)
	counts := map[string]int{
		"cancer-hospital": 11, "cardiac-rehab": 4, "clotting-factor": 50, "discharge-day-place": 2, "ed-revenue": 4, "eom-payment": 1,
		"excluded-mdc": 4, "excluded-part-b-drug": 505, "excluded-provider": 1, "excluded-readmission": 139, "excluded-state": 2,
		"excluded-status": 1, "ibd-drug-385": 35, "ibd-drug-386": 35, "ibd-drug-387": 35, "ocm-payment": 1, "rural-demonstration": 29,
		"rural-pennsylvania": 18, "tavr-ICD-10": 10, "tavr-ICD-9": 2, "upper-joint-trigger": 34,
	}
	got := make(map[string]int)
	for name, codes := range table.lists {
		got[name] = len(codes)
		if !slices.IsSorted(codes) || len(slices.Compact(slices.Clone(codes))) != len(codes) {
			t.Errorf("%s is not sorted, or holds a code twice", name)
		}
	}
	if d := cmp.Diff(counts, got); d != "" {
		t.Error(d)
	}
	for name, want := range map[string]string{
		"excluded-mdc": "02 14 15 25", "cardiac-rehab": "93797 93798 G0422 G0423", "ed-revenue": "0450-0452 0456 0459 0981",
		"tavr-ICD-10":          "02RF37H 02RF37Z 02RF38H 02RF38N 02RF38Z 02RF3JH 02RF3JZ 02RF3KH 02RF3KZ X2RF332",
		"discharge-day-place":  "21 23",
		"excluded-readmission": expand("001-008 010-014 016-019 031-033 054-055 082-090 146-148 180-185 215 374-376 435-437 456-458 542-544 582-585 597-599 604-605 650-652 656-658 665-667 686-688 715-716 722-724 734-741 744-745 754-756 820-830 834-849 906-909 913-914 927-929 933-935 955-959 963-965"),
	} {
		if got := strings.Join(table.lists[name], " "); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	places := make(map[string]string)
	for _, p := range table.places {
		places[p.place] = p.from.String()
	}
	if d := cmp.Diff(map[string]string{"02": "2020-01-27", "11": "2013-01-01", "19": "2013-01-01", "22": "2013-01-01"}, places); d != "" {
		t.Error(d)
	}
}

// The classification of an outpatient trigger follows the year: joints came to the
// outpatient setting one after the other.
func TestBundleGroups(t *testing.T) {
	groups := bundles(t).groups
	if years := slices.Sorted(maps.Keys(groups)); !slices.Equal(years, []int{2018, 2019, 2020, 2021, 2022, 2023, 2024}) {
		t.Error(years)
	}
	for _, x := range []struct {
		year      int
		code, apc string
	}{
		{2018, "27447", "5115"}, {2018, "27130", ""}, {2019, "27130", ""}, {2020, "27130", "5115"}, {2020, "23472", ""}, {2021, "23472", "5115"},
		{2023, "23472", "5115"}, {2023, "2347B", "5116"}, {2024, "23472", "5116"}, {2019, "62287", "5432"}, {2020, "62287", "5431"}, {2024, "33249", "5232"},
	} {
		if got := groups[x.year][x.code]; got != x.apc {
			t.Errorf("%d %s: %q, want %q", x.year, x.code, got, x.apc)
		}
	}
}

func TestBundlesRefused(t *testing.T) {
	for text, want := range map[string]string{
		"#\ncategory\tA1\n":             "line 2: unknown kind of line, or wrong number of fields",
		"apc\ttwenty\t1=2\n":            "line 1: want a year",
		"apc\t2020\t27130\n":            "line 1: want code=APC",
		"place\tcardiac-rehab\t02\tx\n": "line 1: ",
		"colour\tred\n":                 "line 1: unknown kind of line, or wrong number of fields",
	} {
		if _, err := readBundles(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// expand writes ranges of three-digit codes out.
func expand(ranges string) string {
	var out []string
	for r := range strings.FieldsSeq(ranges) {
		first, last, _ := strings.Cut(r, "-")
		if last == "" {
			last = first
		}
		for code := first; code <= last; code = next(code) {
			out = append(out, code)
		}
	}
	return strings.Join(out, " ")
}

func next(code string) string {
	b := []byte(code)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i]++; b[i] <= '9' {
			break
		}
		b[i] = '0'
	}
	return string(b)
}
