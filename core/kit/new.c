/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap plugin new": a folder that a plugin begins with. */
#include "base/argtable_print.h"
#include "base/memory.h"
#include "base/parse.h"
#include "dissect/plugin_check.h"
#include "dissect/plugin_numbers.h"
#include "kit/kit.h"
#include "kit/subject.h"
#include "kit/template.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { OPT_STREAM, OPT_DATAGRAM, OPT_FLOW, OPT_CARRIER, OPT_TYPE, OPT_OUT };
enum { TYPES_DRAWN = 1000000, NAME_MOST = 48 };

static const struct arg_row rows[] = {
    { OPT_STREAM, 0, "stream", NULL, NULL, "What it reads, a header of packets if nothing is said",
      "messages in a stream", NULL },
    { OPT_DATAGRAM, 0, "datagram", NULL, NULL, NULL,
      "datagrams of a conversation, with a state that lasts as long", NULL },
    { OPT_FLOW, 0, "flow", NULL, NULL, NULL, "it is a model of flows", NULL },
    { OPT_CARRIER, 0, "carrier", NULL, NULL, NULL,
      "a tunnel, decoded only for what is inside, without records", NULL },
    { OPT_TYPE, 0, "type", "N", NULL, "Options",
      "the number of its records, from 10000 on; drawn from its name if nothing is said", NULL },
    { OPT_OUT, 'o', "out", "FOLDER", NULL, NULL,
      "the folder to make; the name in small letters if nothing is said", NULL },
    { COMMAND_HELP, 'h', "help", NULL, NULL, NULL, "print this help", NULL },
};

static const struct argtable table = {
    "netcap plugin new",
    "NAME",
    "Makes a folder with all that a plugin consists of, which builds and passes its check as it "
    "is: source, record, Makefile, captures and the records expected of them.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct options {
    const char *kind, *out;
    uint64_t type;
    bool help;
};

/* What each kind shows of its records to be compared. */
static const struct {
    const char *kind, *select, *shown; /* NULL: its own */
} kinds[] = {
    { "layer", "Timestamp,Version,Sequence,Text", NULL },
    { "datagram", "Timestamp,Sequence,Missing,Text", NULL },
    { "stream", "Timestamp,FromServer,Text", NULL },
    { "flow", "Timestamp,NumPackets,SrcIP,DstIP,Longest", NULL },
    { "carrier", "Timestamp,SrcPort,DstPort", "inside" },
};

static const char *
take_kind(struct options *to, const char *kind)
{
    if (to->kind)
        return "expected one of --stream, --datagram, --flow and --carrier";
    to->kind = kind;
    return NULL;
}

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct options *to = context;

    switch (row->id) {
    case OPT_STREAM:
    case OPT_DATAGRAM:
    case OPT_FLOW:
    case OPT_CARRIER: return take_kind(to, row->name);
    case OPT_TYPE:
        return parse_number(value, PLUGIN_TYPES_OWN, INT32_MAX, &to->type)
                   ? NULL
                   : "expected a number from 10000 to 2147483647: those below are netcap's";
    case OPT_OUT: to->out = value; return NULL;
    default: to->help = true; return NULL;
    }
}

/* As protoc-c writes a message's name in names of functions: "tls_hello" of "TlsHello". */
static char *
small_name(const char *name)
{
    char *small = need(2, strlen(name) + 1), *to = small;
    bool was_upper = true;

    for (; *name; name++) {
        bool upper = isupper((unsigned char)*name) != 0;

        if (upper && !was_upper)
            *to++ = '_';
        *to++ = (char)tolower((unsigned char)*name);
        was_upper = upper;
    }
    return small;
}

static char *
stem_of(const char *name)
{
    char *stem = need_copy(name);

    for (char *at = stem; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return stem;
}

/* The same for a name whenever it is asked for. */
static uint64_t
draw_type(const char *name)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (; *name; name++)
        hash = (hash ^ (uint8_t)*name) * UINT64_C(0x100000001b3);
    return PLUGIN_TYPES_OWN + hash % TYPES_DRAWN;
}

/* One file, of the kind's own templates or of those that all have. */
static bool
write_file(const char *kind, const char *name, char *to, const struct template_word *words)
{
    bool missing, ok = template_write(kind, name, to, words, &missing);

    if (ok && missing)
        ok = template_write("common", name, to, words, &missing);
    free(to);
    return ok;
}

static bool
make_folder(char *path)
{
    bool ok = mkdir(path, 0777) == 0;

    if (!ok)
        say_error("%s: cannot be made: %s%s", path, strerror(errno),
                  errno == EEXIST ? ": give --out another folder" : "");
    free(path);
    return ok;
}

static bool
make(const struct options *o, size_t kind, const char *stem, const char *shown,
     const struct template_word *words)
{
    const char *is = kinds[kind].kind, *out = o->out ? o->out : stem;

    return make_folder(need_copy(out)) && make_folder(need_text("%s/seeds", out)) &&
           make_folder(need_text("%s/expected", out)) &&
           write_file(is, "plugin.c", need_text("%s/%s.c", out, stem), words) &&
           write_file(is, "plugin.proto", need_text("%s/%s.proto", out, stem), words) &&
           write_file(is, "plugin.mk", need_text("%s/Makefile", out), words) &&
           write_file(is, "README.md", need_text("%s/README.md", out), words) &&
           write_file(is, "seed.pcap", need_text("%s/seeds/%s.pcap", out, stem), NULL) &&
           write_file(is, "expected.jsonl", need_text("%s/expected/%s.jsonl", out, shown), NULL);
}

static enum status
make_new(const struct options *o, const char *name)
{
    char *stem = stem_of(name), *small = small_name(name), *package = need_copy(stem);
    char *type = need_text("%" PRIu64, o->type ? o->type : draw_type(name));
    size_t kind = 0;
    bool made;

    while (o->kind && strcmp(kinds[kind].kind, o->kind) != 0)
        kind++;
    *package = (char)toupper((unsigned char)*package);
    made = make(o, kind, stem, kinds[kind].shown ? kinds[kind].shown : name,
                (const struct template_word[]){
                    { "NAME", name },
                    { "stem", stem },
                    { "Stem", package },
                    { "name", small },
                    { "type", type },
                    { "select", kinds[kind].select },
                    { "shown", kinds[kind].shown ? kinds[kind].shown : name },
                    { NULL, NULL },
                });
    if (made)
        printf("%s: made; go on with: cd %s && make check\n", o->out ? o->out : stem,
               o->out ? o->out : stem);
    free(stem);
    free(small);
    free(package);
    free(type);
    return made ? STATUS_DONE : STATUS_FAILED;
}

/* What becomes a file's name, a word of C and a message. */
static bool
is_name(const char *name)
{
    return plugin_is_name(name) && !strchr(name, '_') && isalpha((unsigned char)*name) &&
           isupper((unsigned char)*name) && strlen(name) <= NAME_MOST;
}

static int
run(int argc, char **argv)
{
    struct options o = { .type = 0 };
    int n = argtable_parse(&table, argc, argv, take_option, &o);

    if (n < 0 || o.help)
        return subject_usage(&table, n);
    if (n != 1 || !is_name(argv[0])) {
        say_error("expected one NAME of up to 48 letters and digits that begins with a capital "
                  "letter, as Beat or GTPv2; see 'netcap plugin new --help'");
        return STATUS_USAGE;
    }
    return (int)make_new(&o, argv[0]);
}

const struct command command_plugin_new = {
    .name = "plugin new",
    .brief = "make a folder that a plugin begins with",
    .table = &table,
    .run = run,
};
