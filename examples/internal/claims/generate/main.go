// Command generate turns CMS's DE-SynPUF files into the CSV form of package claims.
//
// The files are public: "CMS 2008-2010 Data Entrepreneurs' Synthetic Public Use
// File" on cms.gov, sample 2, the 2008 and 2009 beneficiary summaries, the two
// carrier files, and the inpatient and outpatient files. Fetch and unpack them, then:
//
//	go run ./internal/claims/generate -members internal/claims/data/annual.csv.gz \
//		-beneficiaries 2008=DE1_0_2008_Beneficiary_Summary_File_Sample_2.csv,2009=DE1_0_2009_Beneficiary_Summary_File_Sample_2.csv \
//		-carrier DE1_0_2008_to_2010_Carrier_Claims_Sample_2A.csv,DE1_0_2008_to_2010_Carrier_Claims_Sample_2B.csv \
//		-inpatient DE1_0_2008_to_2010_Inpatient_Claims_Sample_2.csv \
//		-outpatient DE1_0_2008_to_2010_Outpatient_Claims_Sample_2.csv \
//		-through 2009-12-31 -slots 5 -to internal/claims/data
//
// -members keeps the members of a file whose first column is "member"; without it all
// are kept. -slots is how many of the thirteen lines of a carrier record are read:
// the embedded files came from an extract with five. A summary that carries its year
// in a BENE_YEAR column needs no "2008=". Files that end in .gz are unpacked.
package main

import (
	"cmp"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

func main() {
	beneficiaries := flag.String("beneficiaries", "", "beneficiary summaries, with commas between them")
	carrier := flag.String("carrier", "", "carrier claims, with commas between them")
	inpatient := flag.String("inpatient", "", "inpatient claims")
	outpatient := flag.String("outpatient", "", "outpatient claims")
	members := flag.String("members", "", "keep the members of this file only")
	through := flag.String("through", "2009-12-31", "keep claims that end by this day")
	slots := flag.Int("slots", 5, "lines to read of each carrier record, up to 13")
	to := flag.String("to", ".", "folder to write to")
	flag.Parse()
	g := generator{through: *through, slots: *slots}
	if err := g.run(*members, *beneficiaries, *carrier, *inpatient, *outpatient, *to); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type generator struct {
	keep    map[string]bool // nil keeps everyone
	through string
	slots   int
	tins    map[string]bool
}

func (g *generator) run(members, beneficiaries, carrier, inpatient, outpatient, to string) error {
	if members != "" {
		g.keep = make(map[string]bool)
		if err := eachRow(members, func(get func(string) string) error { g.keep[get("member")] = true; return nil }); err != nil {
			return err
		}
	}
	annual, err := g.annual(split(beneficiaries))
	if err != nil {
		return err
	}
	g.tins = make(map[string]bool)
	claims, err := g.claims(split(carrier))
	if err != nil {
		return err
	}
	facility, err := g.facility(split(inpatient), "inpatient")
	if err != nil {
		return err
	}
	more, err := g.facility(split(outpatient), "outpatient")
	if err != nil {
		return err
	}
	clinical, err := g.clinical(slices.Concat(split(carrier), split(inpatient), split(outpatient)))
	if err != nil {
		return err
	}
	return errors.Join(
		write(to, "clinical.csv.gz", clinicalHeader, clinical),
		write(to, "annual.csv.gz", annualHeader, annual),
		write(to, "claims.csv.gz", "member,claim,tin,npi,code,date,through,allowed", claims),
		write(to, "facility.csv.gz", facilityHeader, append(facility, more...)),
		write(to, "roster.csv.gz", "id,kind,organization", g.roster()),
	)
}

func split(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

const annualHeader = "member,year,birth,death,sex,esrd,state,county,months_a,months_b,months_hmo,months_d," +
	"inpatient,inpatient_beneficiary,inpatient_other,outpatient,outpatient_beneficiary,outpatient_other,carrier,carrier_beneficiary,carrier_other"

// annual writes CMS's summary of each beneficiary and year.
func (g *generator) annual(files []string) ([][]string, error) {
	var rows [][]string
	for _, file := range files {
		year, path, found := strings.Cut(file, "=")
		if !found {
			year, path = "", file
		}
		err := eachRow(path, func(get func(string) string) error {
			if !g.kept(get("DESYNPUF_ID")) {
				return nil
			}
			row := []string{get("DESYNPUF_ID"), cmp.Or(year, get("BENE_YEAR")), day(get("BENE_BIRTH_DT")), day(get("BENE_DEATH_DT")),
				get("BENE_SEX_IDENT_CD"), yes(get("BENE_ESRD_IND")), get("SP_STATE_CODE"), get("BENE_COUNTY_CD")}
			for _, c := range []string{"BENE_HI_CVRAGE_TOT_MONS", "BENE_SMI_CVRAGE_TOT_MONS", "BENE_HMO_CVRAGE_TOT_MONS", "PLAN_CVRG_MOS_NUM",
				"MEDREIMB_IP", "BENRES_IP", "PPPYMT_IP", "MEDREIMB_OP", "BENRES_OP", "PPPYMT_OP", "MEDREIMB_CAR", "BENRES_CAR", "PPPYMT_CAR"} {
				n, err := strconv.ParseFloat(get(c), 64) // whole dollars and months, written as 0.00 in some files
				if err != nil {
					return fmt.Errorf("%s: not a number", c)
				}
				row = append(row, strconv.FormatFloat(n, 'f', -1, 64))
			}
			rows = append(rows, row)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func yes(s string) string {
	if s == "Y" || s == "1" {
		return "1"
	}
	return "0"
}

func (g *generator) kept(member string) bool { return g.keep == nil || g.keep[member] }

// claims writes a row for each line of the carrier records.
func (g *generator) claims(files []string) ([][]string, error) {
	var rows [][]string
	for _, path := range files {
		err := eachRow(path, func(get func(string) string) error {
			to := day(get("CLM_THRU_DT"))
			if !g.kept(get("DESYNPUF_ID")) || to > g.through {
				return nil
			}
			for i := 1; i <= g.slots; i++ {
				n := "_" + strconv.Itoa(i)
				tin, code := get("TAX_NUM"+n), get("HCPCS_CD"+n)
				if tin == "" && code == "" {
					continue
				}
				g.tins[tin] = true
				rows = append(rows, []string{get("DESYNPUF_ID"), get("CLM_ID"), tin, get("PRF_PHYSN_NPI" + n), code,
					day(get("CLM_FROM_DT")), to, get("LINE_ALOWD_CHRG_AMT" + n)})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

const facilityHeader = "member,claim,kind,ccn,date,through,paid,per_diem,days"

// facility writes a row for each inpatient or outpatient claim segment.
func (g *generator) facility(files []string, kind string) ([][]string, error) {
	var rows [][]string
	for _, path := range files {
		err := eachRow(path, func(get func(string) string) error {
			to := day(get("CLM_THRU_DT"))
			if !g.kept(get("DESYNPUF_ID")) || to > g.through {
				return nil
			}
			rows = append(rows, []string{get("DESYNPUF_ID"), get("CLM_ID"), kind, get("PRVDR_NUM"), day(get("CLM_FROM_DT")), to,
				get("CLM_PMT_AMT"), get("CLM_PASS_THRU_PER_DIEM_AMT"), get("CLM_UTLZTN_DAY_CNT")})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

const clinicalHeader = "member,claim,drg,attending,operating,diagnoses,procedures,codes"

// clinical writes a row for each claim with what was wrong and what was done:
// diagnoses, the first of them the principal one, and of facility claims procedures
// and codes. The codes of carrier lines stand with the lines.
func (g *generator) clinical(files []string) ([][]string, error) {
	var rows [][]string
	for _, path := range files {
		err := eachRow(path, func(get func(string) string) error {
			to := day(get("CLM_THRU_DT"))
			if !g.kept(get("DESYNPUF_ID")) || to > g.through {
				return nil
			}
			list := func(column string, most int) string {
				var found []string
				for i := 1; i <= most; i++ {
					if s := get(column + strconv.Itoa(i)); s != "" {
						found = append(found, s)
					}
				}
				return strings.Join(found, " ")
			}
			row := []string{get("DESYNPUF_ID"), get("CLM_ID"), get("CLM_DRG_CD"), get("AT_PHYSN_NPI"), get("OP_PHYSN_NPI"),
				list("ICD9_DGNS_CD_", 10), list("ICD9_PRCDR_CD_", 6), ""}
			if get("PRVDR_NUM") != "" {
				row[len(row)-1] = list("HCPCS_CD_", 45)
			}
			rows = append(rows, row)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// roster pools the TINs into three fictional organisations by their last digit,
// and leaves four digits in ten outside.
func (g *generator) roster() [][]string {
	pools := map[byte]string{'0': "Alder Health", '1': "Alder Health", '2': "Alder Health", '3': "Birch Medical Group",
		'4': "Birch Medical Group", '5': "Cedar Clinics"}
	var rows [][]string
	for tin := range g.tins {
		if tin != "" && pools[tin[len(tin)-1]] != "" {
			rows = append(rows, []string{tin, "tin", pools[tin[len(tin)-1]]})
		}
	}
	return rows
}

// day turns 20080123 into 2008-01-23.
func day(s string) string {
	if len(s) == 8 && !strings.Contains(s, "-") {
		return s[:4] + "-" + s[4:6] + "-" + s[6:]
	}
	return s
}

func eachRow(path string, each func(get func(column string) string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			return err
		}
	}
	r := csv.NewReader(in)
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	columns := make(map[string]int)
	for i, name := range header {
		columns[name] = i
	}
	var row []string
	get := func(column string) string {
		if i, ok := columns[column]; ok {
			return row[i]
		}
		return ""
	}
	for {
		row, err = r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = each(get)
		}
		if err != nil {
			line, _ := r.FieldPos(0)
			return fmt.Errorf("%s:%d: %w", path, line, err)
		}
	}
}

// write sorts the rows, so that the files are sorted by member, and packs them.
func write(folder, name, header string, rows [][]string) error {
	slices.SortFunc(rows, slices.Compare[[]string])
	f, err := os.Create(filepath.Join(folder, name))
	if err != nil {
		return err
	}
	z, err := gzip.NewWriterLevel(f, gzip.BestCompression)
	if err != nil {
		return err
	}
	w := csv.NewWriter(z)
	err = errors.Join(w.Write(strings.Split(header, ",")), w.WriteAll(rows))
	return errors.Join(err, z.Close(), f.Close())
}
