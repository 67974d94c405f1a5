/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap plugin debug": what becomes of one packet, in this process. */
#include "base/argtable_print.h"
#include "base/memory.h"
#include "base/parse.h"
#include "kit/crowd.h"
#include "kit/drive.h"
#include "kit/kit.h"
#include "kit/loaded.h"
#include "kit/places.h"
#include "kit/record_print.h"
#include "kit/subject.h"

#include <stdlib.h>
#include <string.h>

enum { OPT_PACKET, INDENT = 4 };

static const struct arg_row rows[] = {
    { OPT_PACKET, 'n', "packet", "N", NULL, "Options",
      "which one of the capture: 1 if nothing is said", NULL },
    { COMMAND_HELP, 'h', "help", NULL, NULL, NULL, "print this help", NULL },
};

static const struct argtable table = {
    "netcap plugin debug",
    "FILE.so CAPTURE",
    "Decodes one packet with a plugin and netcap's own, in one process without a sandbox: what the "
    "plugin prints is seen, a debugger stops in it, and each layer is shown with its fields.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct options {
    uint64_t packet;
    bool help;
};

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct options *to = context;

    if (row->id == OPT_PACKET)
        return parse_number(value, 1, PACKETS_MOST, &to->packet)
                   ? NULL
                   : "expected the number of a packet, from 1 on";
    to->help = true;
    return NULL;
}

static void
say(void *unused, const char *text)
{
    (void)unused;
    say_error("%s", text);
}

static void
print_record(struct driver *d, const struct plugin *p, const void *record)
{
    (void)d;
    printf("%s\n", p->is.name);
    record_print(record, INDENT, stdout);
}

/* What the plugin makes of bytes that are given to it alone. */
static void
drive(struct driver *d, const uint8_t *bytes, size_t size)
{
    d->wrote = print_record;
    places_look();
    driver_run(d, bytes, size, 0);
    if (d->broken)
        printf("a record cannot be written: %s\n", d->why);
    else if (d->refused)
        printf("%u records, and then: %s\n", d->records, d->why);
    else
        printf("%u records\n", d->records);
}

static const char *
name_of(const struct plugins *plugins, int plugin)
{
    return plugin >= 0 ? plugins->list[plugin].is.name : "netcap";
}

static void
print_verdict(const struct dissector *d, const struct verdict *v)
{
    char key[NC_KEY_TEXT];

    if (v->outcome == PACKET_REFUSED)
        printf("refused by %s: %s\n", name_of(d->plugins, v->plugin), v->reason);
    else if (v->outcome == PACKET_UNKNOWN)
        printf("nobody decodes %s\n", nc_key_text(v->space, v->value, key));
    else
        printf("decoded\n");
    if (v->mark)
        printf("malformed, says %s: %s\n", name_of(d->plugins, v->marker), v->mark);
    for (int i = 0; i < REMARKS_MAX; i++)
        if (v->remarks[i].text)
            printf("noted, by %s: %s\n", name_of(d->plugins, v->remarks[i].by), v->remarks[i].text);
}

static void
print_layers(const struct dissector *d)
{
    for (size_t i = 0; i < d->n_layers; i++) {
        printf("%s\n", d->layers[i].plugin->is.name);
        record_print(d->layers[i].record, INDENT, stdout);
    }
}

/* As netcapd does; what it has for streams or conversations the plugin is given by itself. */
static void
dissect_it(struct driver *driver, const struct packet *packet, const uint8_t *bytes)
{
    struct dissector *d = &driver->d;
    const struct nc_plugin *is = &driver->plugins->list[0].is;
    volatile uint32_t at_work = 0;
    struct verdict verdict = dissect(d, packet, bytes, &at_work);
    const uint8_t *talk = d->pkt.bytes;
    const size_t size = d->pkt.n_bytes;
    const bool has_talk = (d->pkt.event == NC_EVENT_SEGMENT && is->stream) ||
                          (d->pkt.event == NC_EVENT_DATAGRAM && is->datagram);

    print_layers(d);
    print_verdict(d, &verdict);
    if (has_talk && size) {
        printf("its %zu bytes given to %s, as if nothing came before:\n", size, is->name);
        drive(driver, talk, size);
    }
}

static enum status
debug(const char *file, const struct packets *packets, uint64_t number)
{
    static struct driver driver;
    struct plugins *plugins = loaded_plugins(file, true, say, NULL);
    const struct packet *packet = &packets->list[number - 1];
    const uint8_t *bytes = packets->bytes + packet->offset;

    if (!plugins)
        return STATUS_REFUSED;
    driver_create(&driver, plugins);
    printf("packet %llu, %u bytes, link type %u\n", (unsigned long long)number, packet->captured,
           packet->linktype);
    if (packet->linktype == CROWD_LINKTYPE && driver_can(&driver))
        drive(&driver, bytes, packet->captured);
    else
        dissect_it(&driver, packet, bytes);
    return STATUS_DONE;
}

static int
run(int argc, char **argv)
{
    struct options o = { .packet = 1 };
    struct packets packets = { .n = 0 };
    int n = argtable_parse(&table, argc, argv, take_option, &o);
    enum status status = STATUS_FAILED;

    if (n < 0 || o.help)
        return subject_usage(&table, n);
    if (n != 2) {
        say_error("expected the plugin's file and one capture; see 'netcap plugin debug --help'");
        return STATUS_USAGE;
    }
    if (packets_read(&packets, argv + 1, 1) && o.packet <= packets.n)
        status = debug(argv[0], &packets, o.packet);
    else if (packets.n)
        say_error("%s: has no packet %llu: it has %zu", argv[1], (unsigned long long)o.packet,
                  packets.n);
    packets_free(&packets);
    return (int)status;
}

const struct command command_plugin_debug = {
    .name = "plugin debug",
    .brief = "show what becomes of one packet, each layer and field",
    .table = &table,
    .run = run,
};
