/* SPDX-License-Identifier: Apache-2.0 */
#include "netcap_manual.h"

#include "anonymize/anonymize_manual.h"
#include "exchange/exchange_manual.h"
#include "labels/label_manual.h"
#include "report/report_manual.h"

#include <stdbool.h>
#include <string.h>

static const struct manual_row all[] = {
    { "EXIT STATUS", "0", "Done, also when the reader of a pipe has left." },
    { NULL, "1",
      "A file could not be opened, or the output could not be written; not all that send was to "
      "send is acknowledged." },
    { NULL, "2",
      "Wrong options, a column that the records do not have, schemas that differ, or a file that "
      "would be replaced without --overwrite; labels that do not belong to the records." },
    { NULL, "3",
      "A file is damaged, cut short or says nothing of its records; the rest was read. What "
      "verify or diff compares differs." },
    { "TEXT FROM PACKETS", NULL,
      "No format lets through what a terminal would obey or not show: control characters, marks of "
      "direction and other characters of Unicode without a form of their own. The output is the "
      "same to a terminal, a file and a pipe." },
    { NULL, "csv, tsv",
      "A backslash is written as two, each byte of such a character as \\xNN; a record is a line. "
      "Undoing both gives the text of the record to the byte. An apostrophe before = + - or @, "
      "also with spaces or apostrophes between, is not the record's, unless --formulas=keep is "
      "given; numbers never have one. With --nested=json a cell of several values is JSON as it "
      "stands, and so has JSON's escapes; bytes as text have those of names (RFC 1035, 5.1): \\DDD "
      "for what cannot be printed, and a backslash as two." },
    { NULL, "jsonl", "They are \\uNNNN, which a JSON reader turns back." },
    { NULL, "text", "They are octal escapes, as protobuf text format has them." },
    { NULL, "table", "They are \\xNN; long values are cut: it is for reading." },
    { "WHAT IS ABSENT", NULL,
      "A field of proto2 that was not set is empty in csv, tsv and table, null in jsonl and "
      "parquet, and left out in text; what was set to 0 is 0. Of other fields 0 and nothing are "
      "the same, and an absent message is left out." },
    { "EXPRESSIONS", NULL,
      "What --where takes is typed by the schema: text that means an address is compared as an "
      "address, bytes that mean one as well. Names of fields are written in any case, with dots "
      "into messages. A comparison holds when it does for any value that the record has there: of "
      "a list for any element; of what is absent, or is no time, address or port, for none." },
    { NULL, "==, !=, <, <=, >, >=", "Compares with one literal. Integers are exact." },
    { NULL, "in 1..1023, in {80, 443, 8000..8100}",
      "Within a range, both ends included; in a list." },
    { NULL, "in 10.0.0.0/8, in 2026-11-28", "In a network; on a day, of UTC." },
    { NULL, "~ \"^GET|POST\"",
      "An extended regular expression of POSIX, found anywhere in text or bytes; without "
      "references back, of at most 256 bytes." },
    { NULL, "has FIELD",
      "A message that is there, a list with elements, text that is not empty, a number that is not "
      "0, or what a field of proto2 was set to. A field that is true or false can stand alone." },
    { NULL, "&& and, || or, ! not, ( )", "In the order of ! && ||." },
    { NULL, "443, 0x1bb, -1.5e3, true, \"text\", x\"00ff\"",
      "Numbers, flags, text, bytes; in text as in C, as far as there are escapes for quotes, "
      "backslashes, n, r, t and x. Enums are compared with their names." },
    { NULL, "10.0.0.1, fe80::1, 00:00:5e:00:53:01",
      "Addresses, whichever way the record has them." },
    { NULL, "2026-11-28T12:00:00.5Z, 2026-11-28, 1795867200.5",
      "Times: RFC 3339, a date, seconds since 1970." },
    { NULL, "10ms, 1.5s, 2m, 1h, 1d", "Of fields that count s, ms, us or ns, in any unit." },
    { "STATISTICS", "Values, Nulls",
      "Of lists each element is a value. A record without any is a null: an absent message, an "
      "empty list, empty text that would mean a time, an address or a port." },
    { NULL, "Distinct, Top",
      "Exact up to 16384 different values of a column. Beyond, ~ marks their number, which is "
      "within some hundredths, and >= how often one is there at least." },
    { "MEANINGS", NULL,
      "'netcap fields' prints what each field means, as the file's schema says. Where it does not, "
      "fields named Timestamp..., ...IP, ...MAC and numbers named ...Port are what they seem." },
    { NULL, "time", "A moment: text, seconds since 1970 with a fraction." },
    { NULL, "s, ms, us, ns", "A span of time in this unit." },
    { NULL, "bytes", "So many bytes." },
    { NULL, "count", "So many of something; behind it stands of what." },
    { NULL, "number",
      "An amount of anything else, a place in an order, a version; behind it may stand the "
      "unit." },
    { NULL, "code", "A number with a name in some registry or enum." },
    { NULL, "flag", "Yes or no; of a number each bit." },
    { NULL, "address", "An IP address: as text, its bytes, or one of four bytes as a number." },
    { NULL, "mac", "A link address: as text or its bytes." },
    { NULL, "port", "Of a transport; also as text." },
    { NULL, "name", "Of a host, a protocol, a file, a device." },
    { NULL, "url", "A URL or a part of one." },
    { NULL, "id", "Tells one thing from others." },
    { NULL, "hex", "Neither text nor an amount: a key, a digest, a checksum." },
    { NULL, "text", "For people, or in a form of its own." },
    { NULL, "payload", "Bytes that the protocol carries and that nobody has looked into." },
    { NULL, "message", "Fields of its own." },
    { "PARQUET", "times",
      "Text that means a time is TIMESTAMP in UTC, nanoseconds or --time-unit. What is no time, or "
      "one that 64 bits cannot hold, is null; how many, is said, and the exit status 3. An empty "
      "text is null." },
    { NULL, "ports",
      "Text that means a port is INTEGER(16, unsigned), and null as with times. One that is a "
      "number keeps its type." },
    { NULL, "numbers", "INTEGER with their width and sign, BOOLEAN, FLOAT, DOUBLE." },
    { NULL, "text",
      "Any other: STRING; bytes that are no UTF-8 are U+FFFD, as in jsonl. Enums are their "
      "names." },
    { NULL, "lists, messages",
      "LIST in three levels, and groups; a message that is in itself is JSON, one without fields a "
      "BOOLEAN." },
    { NULL, "null",
      "Besides, only messages that are absent, and fields of proto2, optional ones and those of a "
      "oneof that are." },
    { NULL, "key-value metadata",
      "netcap.record, netcap.schema (the FileDescriptorSet in base64), netcap.source, "
      "netcap.created, netcap.version, netcap.options: what the header of the records says." },
    REPORT_MANUAL_ROWS,
    { "RUNS", "verify",
      "Compares the files of a run with their SHA-256 in its run.json, and the captures with "
      "theirs: what is missing, changed, or not of the run. A folder without run.json stands for "
      "the runs below it. A capture that is not where it was is said, and no difference. The exit "
      "status is 0 when all that is there is as it was, and else 3." },
    { NULL, "verify --rerun",
      "Decodes the captures again with the options of the run, in a folder in TMPDIR or /tmp, and "
      "compares to the byte. Another version of netcapd, or another library that compresses, may "
      "make other bytes of the same records, and is said." },
    { NULL, "diff",
      "Records are put side by side in the order of their files: those of the same time (of flows, "
      "of their first packet) are compared field by field, also where the schemas of two versions "
      "differ, which is said. Examples have the time, and the number of the packet where records "
      "say it (--packet-numbers). The exit status is 3 when records differ. Memory is bounded: "
      "records of the same time that stand more than 4096 others apart are not recognised as the "
      "same." },
    LABEL_MANUAL_ROWS,
    ANONYMIZE_MANUAL_ROWS,
    EXCHANGE_MANUAL_ROWS,
    { "DAMAGED FILES", NULL,
      "Commands read a file up to the block that is damaged, say where that is, and end with "
      "status 3; of the block itself no record is given, for nothing vouches for any of it. "
      "'netcap check' reads all of it and says what is whole; --repair copies that, to the byte." },
    { NULL, "blocks",
      "What netcapd writes is compressed in blocks, each with a checksum, and each begins with a "
      "record. One is whole when its checksum is right and all records in it fit the schema. "
      "Behind one that is not, reading goes on at the next, unless that may be something that a "
      "packet carried: two damaged blocks within 2 MiB cost those between them." },
    { NULL, "other compression",
      "A file that is one gzip member, as the original netcap writes it, is whole or not; 'netcap "
      "--damaged dump' prints what stands before the damage. One of more than 8 MiB, unpacked, is "
      "not held back until its end is reached, but given as it comes. What is not compressed has "
      "no checksums: bytes that were changed into others that fit the schema are not noticed, and "
      "nothing is taken behind the first record that does not fit." },
    { NULL, "cut off",
      "Where a file ends between two blocks, or between two records of one that is not compressed, "
      "nothing in it says that it was longer; where a folder is checked, its run.json does." },
    { "SEVERAL FILES IN ONE", NULL,
      "Files of the same records one behind the other, as cat makes them, are read as one by every "
      "command. A message behind the first is a header when it has Created, Type and Version as "
      "headers do and has a field that records of this type do not have, or have as something "
      "else: what a packet says never makes one. The first file's header counts, and a file whose "
      "records have other fields is refused. Other programs, the original too, take such a header "
      "for a record: 'netcap merge' makes one file of several for them." },
    { NULL, "merge",
      "Writes the records of each type by Timestamp, those of flows by TimestampLast; records of "
      "one file stay in its order, which is that of the packets, or of the ends of flows. The "
      "header names all sources; the schema is that which has the fields of all. At most 200 files "
      "of a type." },
    { "OTHER VERSIONS", NULL,
      "A file brings the schema of its records, and that is what it is read with: fields and types "
      "of records that this program has never heard of, of later versions or of plugins from "
      "elsewhere, are shown as all others." },
    { NULL, "later files",
      "Members of the header that are new are passed over, and so is a field that stands in a "
      "record, but not in the file's schema ('netcap check' tells of it). The number of a type is "
      "only shown: what counts is the name of the record." },
    { NULL, "earlier files",
      "Fields keep their number and type for good, new ones are added; so earlier files are read "
      "with their own schema, and merged with later ones, whose new fields are then empty." },
    { NULL, "the original netcap",
      "Its files have no schema. They are read with those of our plugins, TYPE.desc in " PROTODIR
      " or where --schemas says, found by the number of the type. Fields that later versions of it "
      "added are passed over. It reads ours, but not what they have besides." },
    { "FILES", "TYPE.ncap.gz, TYPE.ncap.zst, TYPE.ncap, TYPE.ncap.gz.part",
      "Records of one type as netcapd writes them: compressed, as they are, or still growing. A "
      "folder stands for all that it holds. With --follow a file that grows ends when it gets its "
      "name without .part, or when no run has the folder any more." },
    { NULL, "TYPE.pb",
      "What export makes with --format=proto: the records as they stand in TYPE.ncap, without the "
      "header, as ClickHouse's format Protobuf reads them." },
    { "CHECKS", NULL,
      "The plugin runs in processes that read files and do nothing else, as far as the kernel can "
      "see to that, and in netcapd's workers." },
    { NULL, "the file",
      "No variable can be written once it is loaded, and nothing is called that manages memory, "
      "prints, reads files, starts processes, or asks for what is not in the packet." },
    { NULL, "loading",
      "netcapd takes it beside its own plugins: ABI, name, record, schema, type from 10000 on, "
      "keys "
      "that there are, options. What takes the place of netcap's own is noted." },
    { NULL, "short headers", "What is shorter than .fields is refused, each beginning survived." },
    { NULL, "fields", "With ones in one field alone its member has them, and all others are 0." },
    { NULL, "any bytes, changed packets",
      "Ten thousand inputs at random and twenty thousand changed ones of the captures, each "
      "between "
      "pages that cannot be touched, so that one byte read outside is a crash; a second of the "
      "processor is as much as it may take. What records point to is the packet's or constant, and "
      "their text is UTF-8. Each is given twice, with other bytes in the memory for its record: "
      "both must come to the same." },
    { NULL, "workers",
      "netcapd decodes the captures with changes, thousands of packets, by one worker and by four: "
      "none dies, and the records are the same to the byte." },
    { NULL, "time", "What a packet takes is noted; more than 100 microseconds is a finding." },
    { "TRIES", NULL,
      "By turns the plugin's hooks alone are given eighty thousand inputs, and netcapd twenty "
      "thousand packets of the captures with what the plugin reads changed, streams put together "
      "and flows counted. Each failure is told and kept in the folder the command was called in, "
      "as "
      "STEM-crash-N.pcap; after five it ends." },
    { "DEBUGGING", NULL,
      "A packet of link type 147, as netcap plugin check keeps them, is given to the plugin as it "
      "is; any other is decoded as netcapd does, and what it has for a stream or a conversation is "
      "then given to the plugin as if nothing came before. A crash is the command's own, and the "
      "plugin has the rights of who calls it." },
    { "FILES OF A PLUGIN", "STEM.c, STEM.proto",
      "The plugin and its record; STEM is the name in "
      "small letters." },
    { NULL, "Makefile",
      "make, make check, make fuzz, make doc, make install; it asks pkg-config for netcap-sdk." },
    { NULL, "seeds/, expected/", "A capture, and the records that are made of it." },
    { NULL, "README.md", "What is to be changed first." },
    { "STATUS", "0", "Done, and nothing was found." },
    { NULL, "1", "Something was found, or a file could not be read or written." },
    { NULL, "2", "Wrong options." },
    { NULL, "4", "The plugin could not be loaded." },
    { "EXAMPLES", "netcap dump out/TYPE.ncap.gz", "All records as CSV." },
    { NULL, "netcap dump --json out/TYPE.ncap.gz | head",
      "The first ones as JSON, one on each line." },
    { NULL, "netcap anonymize --make-key=key",
      "A key that addresses are replaced by; once, for all that is to be compared." },
    { NULL, "netcap anonymize --key=key --names=hash --drop-text -o public out",
      "The records of a run for others, without an address, a name or a text in them." },
    { NULL,
      "netcap dump --no-header-line --select=SrcIP,DstIP out/IPv4.ncap.gz | tr , '\\n' | sort -u | "
      "grep -vE '^(0|127|224[.]0[.][01]|239[.]255[.]255|255)[.]' > addresses",
      "The addresses of a run, but for those that are kept." },
    { NULL, "netcap dump --bytes=text public | grep -aFw -f addresses",
      "Where they still are in the records for others: nowhere." },
    { NULL,
      "netcap dump --table --utc --select=Timestamp,Context.SrcIP,Context.DstIP out/TYPE.ncap.gz",
      "Who spoke to whom, and when." },
    { NULL, "netcap dump --where 'DstPort == 443 && Context.SrcIP in 10.0.0.0/8' out/TYPE.ncap.gz",
      "Who inside asked an encrypted service." },
    { NULL, "netcap dump --sort=-TotalSize --limit=10 --table out/TYPE.ncap.gz",
      "The largest ones." },
    { NULL, "netcap stats out/TYPE.ncap.gz", "What its columns hold, and how often." },
    { NULL, "netcap report out", "All of a run on one page, out/report.html." },
    { NULL,
      "netcap packets --where 'has Answers' -r traffic.pcap -w answers.pcapng out/TYPE.ncap.gz",
      "The packets of the answers, for other tools." },
    { NULL, "netcap export --out-dir=parquet out", "All of a run as Parquet, TYPE.parquet." },
    { NULL, "netcap info out", "How many records there are of each type, and of what time." },
    { NULL, "netcap export --format=csv --nested=json --compression=zstd:9 --out-dir=csv out",
      "As CSV that can be taken apart to the last value, TYPE.csv.zst." },
    { NULL, "netcap export --partition=type,date --out-dir=lake out",
      "For engines that read of many files only what they are asked for." },
    { NULL, "netcap dump --follow --json --where 'has Questions' out",
      "What a run that goes on finds, as it writes it." },
    { NULL, "netcap fields out/TYPE.ncap.gz",
      "The columns that --select knows, and what they mean." },
    { NULL, "netcap check --repair -o whole out",
      "What of a run's files is whole, as new files in whole/." },
    { NULL, "netcap merge -o week monday tuesday", "The records of two runs as those of one." },
    { NULL, "netcap label --labels=eve.json --unlabelled=BENIGN -f csv -o labelled out",
      "Which records Suricata has warned of." },
    { NULL, "netcap verify --rerun out", "Whether the run can be repeated, to the byte." },
    { NULL, "netcap diff old new", "What an upgrade changed." },
    { NULL, "netcap keys pki --collector collector.example --sensor branch-1",
      "Certificates for a collector and a sensor." },
    { NULL,
      "netcap collect /srv/netcap --listen tls://0.0.0.0:4740 --ca pki/ca.crt --cert "
      "pki/collector.example.crt --key pki/collector.example.key --keep 30d",
      "On the collector." },
    { NULL,
      "netcap send /var/lib/netcap --to tls://collector.example:4740 --ca pki/ca.crt --cert "
      "pki/branch-1.crt --key pki/branch-1.key --delete",
      "On the sensor." },
    { NULL, "netcap proto out/TYPE.ncap.gz > type.proto",
      "The schema, for a compiler of protobuf." },
    { NULL, "netcap fields TYPE", "The same of records that a plugin would write." },
    { NULL, "netcap plugin new GTPv2 --datagram",
      "A folder gtpv2 that a plugin begins with; go on with make check in it." },
    { NULL, "netcap plugin check ./beat.so seeds/*.pcap", "What is wrong with a plugin." },
    { NULL, "netcap plugin fuzz --seconds=600 ./beat.so seeds/*.pcap",
      "Input that it does not stand, as captures beat-crash-1.pcap and on." },
    { NULL, "netcap plugin debug ./beat.so beat-crash-1.pcap --packet=1",
      "What it makes of that; in a debugger, where it crashes." },
    { NULL, "netcap plugin doc --format=man ./beat.so | man -l -", "What it says of itself." },
    { "SEE ALSO", NULL,
      "netcapd(1), ncap(5), netcap-records(7), netcap-recipes(7), netcap-security(7)" },
};

static const char examples[] = "EXAMPLES";

/* Sections of some commands' pages; all others are netcap(1)'s. */
static const struct {
    const char *section, *commands;
} owners[] = {
    { "EXIT STATUS", "dump head tail stats export packets fields info report check merge label "
                     "anonymize status verify diff proto send collect keys" },
    { "CHECKS", "plugin check" },
    { "TRIES", "plugin fuzz" },
    { "DEBUGGING", "plugin debug" },
    { "FILES OF A PLUGIN", "plugin new" },
    { "STATUS", "plugin new plugin check plugin doc plugin debug plugin fuzz" },
    { "STATISTICS", "stats" },
    { "PARQUET", "export" },
    { "REPORT", "report" },
    { "RUNS", "verify diff" },
    { "LABELS", "label" },
    { "ATTACK SCHEDULES", "label" },
    { "ANONYMIZING", "anonymize" },
    { "EXCHANGE", "send collect keys" },
    { "DAMAGED FILES", "check" },
    { "SEVERAL FILES IN ONE", "merge" },
};

/* Whether this word is among those. */
static bool
is_among(const char *word, const char *words)
{
    size_t length = strlen(word);

    for (const char *at = words; (at = strstr(at, word)); at += length)
        if ((at == words || at[-1] == ' ') && (!at[length] || at[length] == ' '))
            return true;
    return false;
}

/* "netcap dump --json FILE" calls dump. */
static bool
calls(const char *term, const char *command)
{
    static const char program[] = "netcap ";
    size_t length = strlen(command);

    if (strncmp(term, program, sizeof program - 1) != 0)
        return false;
    term += sizeof program - 1;
    return strncmp(term, command, length) == 0 && (!term[length] || term[length] == ' ');
}

static bool
is_of(const struct manual_row *row, const char *section, const char *command)
{
    if (strcmp(section, examples) == 0)
        return !command || calls(row->term, command);
    for (size_t i = 0; i < sizeof owners / sizeof *owners; i++)
        if (strcmp(owners[i].section, section) == 0)
            return command ? is_among(command, owners[i].commands) : i == 0;
    return !command;
}

size_t
netcap_manual_of(const char *command, struct manual_row rows[NETCAP_MANUAL_ROWS])
{
    const char *section = "", *begun = "";
    size_t count = 0;

    _Static_assert(sizeof all / sizeof *all < NETCAP_MANUAL_ROWS, "a page holds all rows");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].section)
            section = all[i].section;
        if (!is_of(&all[i], section, command))
            continue;
        rows[count] = all[i];
        rows[count++].section = strcmp(section, begun) == 0 ? NULL : section;
        begun = section;
    }
    if (command)
        rows[count++] =
            (struct manual_row){ "SEE ALSO", NULL, "netcap(1), netcapd(1), netcap-recipes(7)" };
    return count;
}
