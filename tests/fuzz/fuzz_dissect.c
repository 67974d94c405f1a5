/* SPDX-License-Identifier: Apache-2.0 */
/* All plugins over one packet: two bytes of link type, one of switches, then the packet.  What is
 * written must be readable.  FUZZ_PLUGINS lists the plugins: PLUGIN(arp) PLUGIN(dns) and so on. */
#include "dissect/dissect.h"
#include "shared/shared.h"
#include "static_plugins.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLUGIN(stem) extern const struct nc_plugin stem##_LTX_netcap_plugin;
FUZZ_PLUGINS
#undef PLUGIN
#define PLUGIN(stem) &stem##_LTX_netcap_plugin,
static const struct nc_plugin *const all[] = { FUZZ_PLUGINS NULL };

static struct plugins plugins;
static struct dissector dissector;
static uint8_t room[RECORD_MAX];

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static uint8_t *
reserve(struct record_sink *sink, int plugin, size_t wanted, size_t *size)
{
    (void)sink;
    (void)plugin;
    *size = wanted < sizeof room ? wanted : sizeof room;
    return wanted <= sizeof room ? room : NULL;
}

/* What was encoded is a length and a message of that length. */
static void
commit(struct record_sink *sink, int plugin, size_t used)
{
    const ProtobufCMessageDescriptor *descriptor = plugins.list[plugin].is.record;
    ProtobufCMessage *message;
    size_t length = 0, n = 0;

    (void)sink;
    do
        length |= (size_t)(room[n] & 127) << (7 * n);
    while (room[n++] > 127);
    message =
        length == used - n ? protobuf_c_message_unpack(descriptor, NULL, length, room + n) : NULL;
    if (!message) {
        fprintf(stderr, "a record of %s cannot be read back\n", descriptor->name);
        abort();
    }
    protobuf_c_message_free_unpacked(message, NULL);
}

static void
setup(void)
{
    static_plugins(&plugins, all);
    if (!dissector_create(&dissector, &plugins, &(struct dissect_options){ .context = true }))
        abort();
}

/* Every option that can be on is on: more code runs. */
static void
switch_options(bool on)
{
    for (size_t i = 0; i < plugins.n; i++)
        for (const struct nc_option *o = plugins.list[i].is.options; o && o->kind != NC_OPTION_END;
             o++)
            if (o->kind == NC_OPTION_BOOL)
                *((bool *)plugins.list[i].options + o->member) = on;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct record_sink sink = { reserve, commit };
    struct packet p = { .seconds = 1 };
    struct verdict verdict;
    volatile uint32_t at_work;

    if (!plugins.n)
        setup();
    if (size < 3)
        return 0;
    p.linktype = (uint16_t)(bytes[0] | bytes[1] << 8);
    p.fine_time = bytes[2] & 1;
    p.captured = p.length = (uint32_t)(size - 3);
    switch_options(bytes[2] & 2);
    verdict = dissect(&dissector, &p, bytes + 3, &at_work);
    dissector_emit(&dissector, &sink, &verdict);
    return 0;
}
