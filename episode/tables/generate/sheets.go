package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// triggers writes a line for each category and setting: id, setting (IP or OP),
// whether it is of both settings, service line, Medical or Surgical, name, codes.
func (t *table) triggers(folder string) error {
	f, err := t.open(folder, "trigger_list")
	if err != nil {
		return err
	}
	defer f.Close()
	service := make(map[string]string)
	lines, err := rows(f, "Service_Line", 3)
	if err != nil {
		return err
	}
	for _, r := range lines {
		service[r[2]] = r[0]
	}
	for _, s := range []struct {
		sheet, setting            string
		code, multi, kind, column int
	}{{"IP_Anchor_Episode_List", "IP", 2, 4, 5, 6}, {"OP_Anchor_Episode_List", "OP", 4, 6, 7, 8}} {
		all, err := rows(f, s.sheet, s.column)
		if err != nil {
			return err
		}
		codes := make(map[string][]string)
		heads := make(map[string][]string)
		for _, r := range all {
			id := r[1]
			both := "one"
			if r[s.multi] == "Y" {
				both = "both"
			}
			_, name, _ := strings.Cut(r[0], "-")
			head := []string{"category", id, s.setting, both, service[id], r[s.kind], name}
			if heads[id] != nil && !slices.Equal(heads[id], head) {
				return fmt.Errorf("%s: %s has two heads", s.sheet, id)
			}
			heads[id] = head
			codes[id] = append(codes[id], r[s.code])
		}
		for id, head := range heads {
			t.add(append(head, join(codes[id]))...)
		}
	}
	tavr, err := rows(f, "TAVR Procedure Codes", 2)
	if err != nil {
		return err
	}
	for _, version := range []string{"ICD-9", "ICD-10"} {
		t.list("tavr-"+version, tavr, 0, func(r []string) bool { return r[1] == version })
	}
	return t.sheet(f, "upper-joint-trigger", "MJRUE_Trigger_Procedure_Codes", 0)
}

// lists writes a line for each list of codes.
func (t *table) lists(folder string) error {
	f, err := t.open(folder, "medical_code_lists")
	if err != nil {
		return err
	}
	defer f.Close()
	for _, s := range []struct {
		name, sheet string
		code        int // which cell behind the number is the code
	}{
		{"excluded-readmission", "Excluded_Readmissions", 1},
		{"excluded-mdc", "Excluded_MDC", 0},
		{"excluded-part-b-drug", "Excluded_Part_B_Drugs", 0},
		{"clotting-factor", "Hemophilia_Codes", 1},
		{"ocm-payment", "Excluded_OCM_PBPM", 1},
		{"eom-payment", "Excluded_EOM_PBPM", 1},
		{"cardiac-rehab", "Excluded_HCPCS_Cardiac_Rehab", 0},
		{"ed-revenue", "Emerg_Depart_Codes", 1},
		{"discharge-day-place", "Place_of_Service_Codes", 1},
		{"excluded-state", "State_Codes", 1},
		{"excluded-provider", "Excluded_Providers", 1},
		{"excluded-status", "Excluded_Status_Codes", 1},
		{"cancer-hospital", "Cancer_Hospital_Codes", 1},
		{"rural-demonstration", "Overlap Rural CCN", 1},
		{"rural-pennsylvania", "PA Rural Health Hospital", 1},
	} {
		if err := t.sheet(f, s.name, s.sheet, s.code); err != nil {
			return err
		}
	}
	places, err := rows(f, "Excluded_PCSRVC_Cardiac_Rehab", 5)
	if err != nil {
		return err
	}
	for _, r := range places {
		day, err := date(r[4])
		if err != nil {
			return fmt.Errorf("Excluded_PCSRVC_Cardiac_Rehab: %w", err)
		}
		t.add("place", "cardiac-rehab", r[1], day)
	}
	drugs, err := rows(f, "Excluded_IBD_PartB", 2)
	if err != nil {
		return err
	}
	byDRG := make(map[string][]string)
	for _, r := range drugs {
		byDRG[r[0]] = append(byDRG[r[0]], r[1])
	}
	for drg, codes := range byDRG {
		t.add("list", "ibd-drug-"+drg, join(codes))
	}
	return nil
}

// groups writes the ambulatory payment classification of each outpatient trigger and
// year, in which its procedure is a primary service (status J1), and the
// classification after an adjustment for complexity, behind the code that the
// adjustment gives.
func (t *table) groups(folder string) error {
	f, err := t.open(folder, "hcpcs_apc_mapping")
	if err != nil {
		return err
	}
	defer f.Close()
	all, err := rows(f, "BPCI_A_Historical_Mapping", 13)
	if err != nil {
		return err
	}
	type key struct{ year, code string }
	groups := make(map[key]string)
	for _, r := range all {
		year, code, apc, status, adjusted, adjustedAPC := r[1], r[2], r[4], r[5], r[10], r[11]
		if status != "J1" {
			continue
		}
		pairs := [][2]string{{code, apc}}
		if adjusted != "" {
			pairs = append(pairs, [2]string{adjusted, adjustedAPC})
		}
		for _, p := range pairs {
			at := key{year, p[0]}
			if old := groups[at]; old != "" && old != p[1] {
				return fmt.Errorf("BPCI_A_Historical_Mapping: %s of %s has two classifications", p[0], year)
			}
			groups[at] = p[1]
		}
	}
	byYear := make(map[string][]string)
	for k, apc := range groups {
		byYear[k.year] = append(byYear[k.year], k.code+"="+apc)
	}
	for _, year := range slices.Sorted(maps.Keys(byYear)) {
		t.add("apc", year, join(byYear[year]))
	}
	return nil
}

func (t *table) sheet(f *excelize.File, name, sheet string, code int) error {
	all, err := rows(f, sheet, code+1)
	if err != nil {
		return err
	}
	t.list(name, all, code, func([]string) bool { return true })
	return nil
}

func (t *table) list(name string, all [][]string, code int, keep func([]string) bool) {
	var codes []string
	for _, r := range all {
		if keep(r) {
			codes = append(codes, r[code])
		}
	}
	t.add("list", name, join(codes))
}
