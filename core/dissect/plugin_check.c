/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/plugin_check.h"

#include "dissect/given_schema.h"
#include "dissect/plugin_numbers.h"
#include "host.h"

#include <string.h>

enum { NAME_LONGEST = 64, TEXT_LONGEST = 400, OPTIONS_LARGEST = 64 << 10 };

#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"

/* The limits that a flow model has among its options. */
static bool
has_limits(const struct nc_plugin *p)
{
    static const char *const names[] = { "idle_timeout", "active_timeout", "max_flows" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (!p->options || p->options[i].kind != NC_OPTION_UINT || !p->options[i].name ||
            strcmp(p->options[i].name, names[i]) != 0)
            return false;
    return true;
}

static bool
has_port(const struct nc_plugin *p)
{
    for (const struct nc_key *k = p->on; k && k->space; k++)
        if (nc_space_is_stream(k->space))
            return true;
    return false;
}

/* .recognise is asked where a number is a guess, and .datagram found. */
static bool
has_guess(const struct nc_plugin *p)
{
    for (const struct nc_key *k = p->on; k && k->space; k++)
        if (!nc_space_is_closed(k->space))
            return true;
    return false;
}

static bool
has_datagram_port(const struct nc_plugin *p)
{
    for (const struct nc_key *k = p->on; k && k->space; k++)
        if (!nc_space_is_closed(k->space) && !nc_space_is_stream(k->space))
            return true;
    return false;
}

/* Another plugin may expect it by such a key. */
static bool
has_own_space(const struct nc_plugin *p)
{
    for (const struct nc_key *k = p->on; k && k->space; k++)
        if (k->space >= NC_SPACES)
            return true;
    return false;
}

/* What is missing of the hooks for conversations, streams and datagrams: either may expect the
 * other. */
static const char *
incomplete_talk(const struct nc_plugin *p)
{
    bool to_stream = p->stream && (p->probe || has_port(p));
    bool to_datagram = p->datagram && (has_datagram_port(p) || has_own_space(p));

    if (p->probe && !p->stream)
        return "has .probe but no .stream";
    if (p->end && !p->stream && !p->datagram)
        return "has .end but neither .stream nor .datagram";
    if (p->stream && !to_stream && !to_datagram)
        return "has a .stream that nothing leads to: give .probe, or a port as key";
    if (p->datagram && !to_datagram && !to_stream)
        return "has a .datagram that nothing leads to: give a port as key, or a .stream that "
               "expects";
    return NULL;
}

/* What is missing of the hooks for packets, conversations and flows. */
static const char *
incomplete_hooks(const struct nc_plugin *p)
{
    if (!p->read && !p->decode && !p->stream && !p->datagram && !p->id)
        return "has neither .read, .decode, .stream, .datagram nor .id: it decodes nothing";
    if (p->recognise && !p->read && !p->decode && !p->datagram)
        return "has .recognise but neither .read, .decode nor .datagram: it recognises for nobody";
    if (p->recognise && !has_guess(p))
        return "has .recognise but no port as key: nobody asks it";
    if (!p->id != !p->observe || !p->id != !p->report)
        return "has only some of .id, .observe and .report: a model of flows has them all";
    if (p->id && (p->read || p->decode || p->stream || p->datagram || !p->record))
        return "is a model of flows: it has a .record, and no .read, .decode, .stream or .datagram";
    if (p->id && p->on && p->on[0].space)
        return "is a model of flows, which sees every packet: it has no .on";
    if (p->id && !has_limits(p))
        return "is a model of flows whose .options do not begin with NC_FLOW_LIMITS";
    if (p->state_size > NC_STATE_MAX)
        return "has a .state_size above NC_STATE_MAX";
    return incomplete_talk(p);
}

static bool
is_control(unsigned char byte, unsigned char before)
{
    return byte < ' ' || byte == 0x7f || (before == 0xc2 && byte < 0xa0);
}

bool
plugin_is_name(const char *text)
{
    size_t n = strspn(text, NAME_CHARACTERS);

    return n && !text[n] && n <= NAME_LONGEST;
}

bool
plugin_is_line(const char *text)
{
    size_t n = strnlen(text, TEXT_LONGEST + 1);

    for (size_t i = 0; i < n; i++)
        if (is_control((unsigned char)text[i], i ? (unsigned char)text[i - 1] : 0))
            return false;
    return n <= TEXT_LONGEST;
}

/* What is missing in the vtable, in words; NULL when it is complete. */
static const char *
incomplete(const struct nc_plugin *p)
{
    if (!p->name || !*p->name)
        return "has no .name: give the record's name";
    if (p->name[strspn(p->name, NAME_CHARACTERS)])
        return "has a .name with other characters than letters, digits and _: it becomes a file "
               "name";
    if (strlen(p->name) > NAME_LONGEST)
        return "has a .name of more than 64 characters: it becomes a file name";
    if (strcasecmp(p->name, "netcapd") == 0)
        return "has the .name of the ini file's own section: give the record's name";
    if (!p->about || !*p->about)
        return "has no .about: give one line on what it decodes";
    if (!plugin_is_line(p->about))
        return "has an .about that is not one line of at most 400 characters";
    if (!p->id && !p->probe && (!p->on || !p->on[0].space))
        return "has no .on: name at least one key that it decodes, with NC_ON";
    if (!p->fields != !p->read)
        return "has only one of .fields and .read: NC_HEADER makes both";
    if (p->record && p->type <= 0)
        return "has a .record but no .type: give the record's number, from 10000 on for your own";
    if (!p->record && p->type)
        return "has a .type but no .record: give the record's descriptor";
    if (!p->record && p->read)
        return "has a fixed header but no .record to read it into";
    if (p->schema && !p->record)
        return "has a .schema but no .record that it could describe";
    if (p->schema && p->schema->size > GIVEN_SCHEMA_MOST)
        return "has a .schema of more than 1 MiB: leave out what the record does not use";
    if (!p->options != !p->options_size)
        return "has only one of .options and .options_size";
    if (p->options_size > OPTIONS_LARGEST)
        return "has an .options_size above 65536";
    return incomplete_hooks(p);
}

/* What is wrong with an option's row, in words; NULL when it is sound. */
static const char *
option_problem(const struct nc_option *o, size_t size)
{
    size_t width = o->kind == NC_OPTION_BOOL ? sizeof(bool) : sizeof(uint64_t);

    if (o->kind > NC_OPTION_UINT)
        return "has an option of a kind that this netcapd does not know";
    if (!o->name || !*o->name || !o->help)
        return "has an option without name or help";
    if (o->name[strspn(o->name, NAME_CHARACTERS)] || strlen(o->name) > NAME_LONGEST)
        return "has an option with a name that is not of up to 64 letters, digits and _";
    if (!plugin_is_line(o->help))
        return "has an option whose .help is not one line of at most 400 characters";
    if (strcmp(o->name, "enabled") == 0 || strcmp(o->name, "on") == 0)
        return "has an option named enabled or on: every section of the ini file has those already";
    if (o->member + width > size)
        return "has an option that lies outside its .options_size";
    if (o->initial < o->least || o->initial > o->most)
        return "has an option whose default is not within its bounds";
    return NULL;
}

const char *
plugin_problem(const struct nc_plugin *p)
{
    const char *problem = incomplete(p);

    if (!problem)
        problem = plugin_numbers_problem(p);
    for (const struct nc_option *o = p->options; !problem && o && o->kind != NC_OPTION_END; o++)
        problem = option_problem(o, p->options_size);
    return problem;
}
