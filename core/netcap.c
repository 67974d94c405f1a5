/* SPDX-License-Identifier: Apache-2.0 */
/* The netcap program: sub-commands that read what netcapd wrote. */
#include "config.h"

#include "base/argtable_print.h"
#include "records/command.h"
#include "records/commands.h"

#include <signal.h>
#include <string.h>

#define ROW(it) &it,
static const struct command *const commands[] = { COMMANDS(ROW) };
enum { N_COMMANDS = sizeof commands / sizeof *commands };

enum { OPT_NONE, OPT_MAN, OPT_COMPLETION, OPT_VERSION, OPT_HELP };

static const struct arg_row rows[] = {
    { OPT_MAN, 0, "man", NULL, NULL, "Options", "print the manual page, for 'man -l -'", NULL },
    { OPT_COMPLETION, 0, "completion", NULL, NULL, NULL,
      "print the completion for bash, to be sourced", NULL },
    { OPT_VERSION, 'V', "version", NULL, NULL, NULL, "print the version", NULL },
    { OPT_HELP, 'h', "help", NULL, NULL, NULL, "print this help", NULL },
};

static const struct argtable netcap_table = {
    "netcap", "COMMAND [ARGUMENT...]",    "Reads the audit records that netcapd wrote.",
    rows,     sizeof rows / sizeof *rows,
};

static void
print_help(void)
{
    argtable_help(&netcap_table, stdout);
    puts("\nCommands, each with its own --help:");
    for (size_t i = 0; i < N_COMMANDS; i++)
        printf("  %-8s %s\n", commands[i]->name, commands[i]->brief);
}

static const struct manual_row manual[] = {
    { "EXIT STATUS", "0", "Done, also when the reader of a pipe has left." },
    { NULL, "1", "A file could not be opened, or the output could not be written." },
    { NULL, "2",
      "Wrong options, a column that the records do not have, or a file that would be replaced "
      "without --overwrite." },
    { NULL, "3",
      "A file is damaged, cut short or says nothing of its records; the rest was read." },
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
    { "FILES", "TYPE.ncap.gz, TYPE.ncap.zst, TYPE.ncap, TYPE.ncap.gz.part",
      "Records of one type as netcapd writes them: compressed, as they are, or still growing. A "
      "folder stands for all that it holds." },
    { NULL, "TYPE.pb",
      "What export makes with --format=proto: the records as they stand in TYPE.ncap, without the "
      "header, as ClickHouse's format Protobuf reads them." },
    { "EXAMPLES", "netcap dump out/TCP.ncap.gz", "All records as CSV." },
    { NULL, "netcap dump --json out/DNS.ncap.gz | head",
      "The first ones as JSON, one on each line." },
    { NULL,
      "netcap dump --table --utc --select=Timestamp,Questions.Name,Context.SrcIP out/DNS.ncap.gz",
      "Who asked for which name, and when." },
    { NULL, "netcap export --out-dir=parquet out", "All of a run as Parquet, TYPE.parquet." },
    { NULL, "netcap export --format=csv --nested=json --compression=zstd:9 --out-dir=csv out",
      "As CSV that can be taken apart to the last value, TYPE.csv.zst." },
    { NULL, "netcap export --partition=type,date --out-dir=lake out",
      "For engines that read of many files only what they are asked for." },
    { NULL, "netcap info out",
      "How many records there are of each type, and of what time." },
    { NULL, "netcap fields out/HTTP.ncap.gz",
      "The columns that --select knows, and what they mean." },
    { "SEE ALSO", NULL, "netcapd(1), netcap-security(7)" },
};

/* The program's table and those of its commands. */
static void
collect_tables(const struct argtable *tables[N_COMMANDS + 1])
{
    tables[0] = &netcap_table;
    for (size_t i = 0; i < N_COMMANDS; i++)
        tables[i + 1] = commands[i]->table;
}

static void
print_man(void)
{
    const struct argtable *tables[N_COMMANDS + 1];

    collect_tables(tables);
    argtable_manual(&(struct manual){ "netcap", PACKAGE_VERSION,
                                      "read audit records of network traffic", tables,
                                      N_COMMANDS + 1, manual, sizeof manual / sizeof *manual },
                    stdout);
}

static void
print_completion(void)
{
    const struct argtable *tables[N_COMMANDS + 1];

    collect_tables(tables);
    argtable_completion("netcap", tables, N_COMMANDS + 1, stdout);
}

/* "dump, fields or info". */
static const char *
names(const char *last)
{
    static char list[256];
    size_t used = 0;

    for (size_t i = 0; i < N_COMMANDS && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s",
                                 i == 0               ? ""
                                 : i < N_COMMANDS - 1 ? ", "
                                                      : last,
                                 commands[i]->name);
    return list;
}

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    (void)value;
    *(int *)context = row->id;
    return NULL;
}

static int
run_option(int argc, char **argv)
{
    int option = OPT_NONE;

    if (argtable_parse(&netcap_table, argc, argv, take_option, &option) < 0)
        return STATUS_USAGE;
    switch (option) {
    case OPT_MAN: print_man(); return STATUS_DONE;
    case OPT_COMPLETION: print_completion(); return STATUS_DONE;
    case OPT_VERSION: puts("netcap " PACKAGE_VERSION); return STATUS_DONE;
    case OPT_HELP: print_help(); return STATUS_DONE;
    default:
        say_error("expected a command: %s; see 'netcap --help'", names(", "));
        return STATUS_USAGE;
    }
}

static int
run_command(int argc, char **argv)
{
    if (argc < 2 || argv[1][0] == '-')
        return run_option(argc, argv);
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (strcmp(argv[1], commands[i]->name) != 0)
            continue;
        say_setup(commands[i]->table->command, 0);
        return commands[i]->run(argc - 1, argv + 1);
    }
    say_error("unknown command '%.64s', expected %s; see 'netcap --help'", argv[1], names(" or "));
    return STATUS_USAGE;
}

int
main(int argc, char **argv)
{
    /* "netcap dump FILE | head": the write says so, and the end is a quiet one. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    say_streams();
    say_setup("netcap", 0);
    return say_printed(run_command(argc, argv), false);
}
