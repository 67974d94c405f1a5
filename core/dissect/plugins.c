/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/plugins.h"

#include "base/path.h"
#include "dissect/descriptors.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <ltdl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host.h"

_Static_assert(DISPATCH_SIZE == 1 << 12, "plugins_slot() takes the upper 12 bits of the hash");

static void __attribute__((format(printf, 2, 3)))
refuse(struct plugins *plugins, const char *format, ...)
{
    va_list args;
    char *text = NULL;

    va_start(args, format);
    if (plugins->n_refused < REFUSALS_MAX && vasprintf(&text, format, args) >= 0)
        plugins->refused[plugins->n_refused++] = text;
    va_end(args);
}

static const char *
base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* The limits that a model of flows has among its options. */
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

/* What is missing of the hooks for streams and flows. */
static const char *
incomplete_hooks(const struct nc_plugin *p)
{
    if (!p->read && !p->decode && !p->stream && !p->id)
        return "has neither .read, .decode, .stream nor .id: it decodes nothing";
    if ((p->probe || p->end) && !p->stream)
        return "has .probe or .end but no .stream";
    if (!p->id != !p->observe || !p->id != !p->report)
        return "has only some of .id, .observe and .report: a model of flows has them all";
    if (p->id && (p->read || p->decode || p->stream || !p->record))
        return "is a model of flows: it has a .record, and no .read, .decode or .stream";
    if (p->id && p->on && p->on[0].space)
        return "is a model of flows, which sees every packet: it has no .on";
    if (p->stream && !p->probe && !has_port(p))
        return "has a .stream that nothing leads to: give .probe, or a port as key";
    if (p->id && !has_limits(p))
        return "is a model of flows whose .options do not begin with NC_FLOW_LIMITS";
    if (p->state_size > NC_STATE_MAX)
        return "has a .state_size above NC_STATE_MAX";
    return NULL;
}

/* What is missing in the vtable, in words; NULL when it is complete. */
static const char *
incomplete(const struct nc_plugin *p)
{
    if (!p->name || !*p->name)
        return "has no .name: give the record's name";
    if (strspn(p->name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") != strlen(p->name))
        return "has a .name with other characters than letters, digits and _: it becomes a file name";
    if (strcasecmp(p->name, "netcapd") == 0)
        return "has the .name of the ini file's own section: give the record's name";
    if (!p->about || !*p->about)
        return "has no .about: give one line on what it decodes";
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
    if (!p->options != !p->options_size)
        return "has only one of .options and .options_size";
    return incomplete_hooks(p);
}

static bool
clashes(struct plugins *plugins, const struct plugin *new)
{
    char key[NC_KEY_TEXT];

    for (size_t i = 0; i < plugins->n; i++) {
        const struct plugin *old = &plugins->list[i];

        if (strcasecmp(old->is.name, new->is.name) == 0) {
            refuse(plugins, "%s and %s are both named %s: rename or remove one", old->file, new->file,
                   new->is.name);
            return true;
        }
        if (new->is.type && old->is.type == new->is.type) {
            refuse(plugins, "%s and %s both write record type %d: give one another .type", old->file,
                   new->file, new->is.type);
            return true;
        }
    }
    for (const struct nc_key *k = new->is.on; k && k->space; k++) {
        int other = plugins_find(plugins, k->space, k->value);

        if (other >= 0) {
            refuse(plugins, "%s and %s both decode %s: remove one", plugins->list[other].file, new->file,
                   nc_key_text(k->space, k->value, key));
            return true;
        }
    }
    return false;
}

/* Half full at most, so that plugins_find() always ends. */
static bool
add_key(struct plugins *plugins, uint32_t space, uint64_t value, size_t plugin)
{
    size_t i = plugins_slot(space, value);

    if (plugins->n_keys >= DISPATCH_SIZE / 2)
        return false;
    while (plugins->dispatch[i].plugin)
        i = (i + 1) % DISPATCH_SIZE;
    plugins->dispatch[i] = (struct dispatch_entry){ space, (uint32_t)plugin + 1, value };
    plugins->n_keys++;
    return true;
}

/* A uint64_t or bool in the plugin's own struct. */
static void
set_option(struct plugin *p, const struct nc_option *o, uint64_t value)
{
    uint8_t *to = (uint8_t *)p->options + o->member;

    if (o->kind == NC_OPTION_BOOL)
        *(bool *)to = value != 0;
    else
        memcpy(to, &value, sizeof value);
}

/* What is wrong with an option's row, in words; NULL when it is sound. */
static const char *
option_problem(const struct nc_option *o, size_t room)
{
    size_t width = o->kind == NC_OPTION_BOOL ? sizeof(bool) : sizeof(uint64_t);

    if (o->kind > NC_OPTION_UINT)
        return "has an option of a kind that this netcapd does not know";
    if (!o->name || !*o->name || !o->help)
        return "has an option without name or help";
    if (strcmp(o->name, "enabled") == 0 || strcmp(o->name, "on") == 0)
        return "has an option named enabled or on: every section of the ini file has those already";
    if (o->member + width > room)
        return "has an option that lies outside its .options_size";
    if (o->initial < o->least || o->initial > o->most)
        return "has an option whose default is not within its bounds";
    return NULL;
}

/* The options' defaults, in memory of the plugin's size; NULL, or what is wrong with a row. */
static const char *
prepare_options(struct plugin *p)
{
    p->options = calloc(1, p->is.options_size + 1);
    if (!p->options)
        return "has options for which there is no memory";
    for (const struct nc_option *o = p->is.options; o && o->kind != NC_OPTION_END; o++) {
        const char *problem = option_problem(o, p->is.options_size);

        if (problem)
            return problem;
        set_option(p, o, o->initial);
    }
    return NULL;
}

static bool
add_own_keys(struct plugins *plugins, const struct plugin *p)
{
    size_t n = 0;

    while (p->is.on && p->is.on[n].space)
        n++;
    if (plugins->n_keys + n > DISPATCH_SIZE / 2) {
        refuse(plugins, "%s: more than %d keys in all: remove some plugins", p->file,
               DISPATCH_SIZE / 2);
        return false;
    }
    for (size_t i = 0; i < n; i++)
        add_key(plugins, p->is.on[i].space, p->is.on[i].value, plugins->n);
    return true;
}

/* Makes of a vtable what the core works with; false when it was refused. */
static bool
prepare(struct plugins *plugins, struct plugin *p)
{
    const char *problem = incomplete(&p->is);

    if (!problem)
        problem = prepare_options(p);
    if (!problem && p->is.record && !(p->encoder = encoder_compile(p->is.record)))
        problem = "has a record that is nested too deeply";
    if (problem)
        refuse(plugins, "%s: %s", p->file, problem);
    return !problem && !clashes(plugins, p) && add_own_keys(plugins, p);
}

/* Takes over what both sides know of the vtable; a plugin may be older or newer. */
static void
add_plugin(struct plugins *plugins, const char *path, const struct nc_plugin *theirs)
{
    const char *file = base_name(path);
    struct plugin *p = &plugins->list[plugins->n];

    if (theirs->abi != NC_ABI) {
        refuse(plugins, "%s: built for plugin ABI %u, this netcapd has %u: build it again against the "
               "SDK that came with this netcapd", file, theirs->abi, NC_ABI);
        return;
    }
    if (plugins->n == PLUGINS_MAX) {
        refuse(plugins, "%s: more than %d plugins: remove some", file, PLUGINS_MAX);
        return;
    }
    memset(p, 0, sizeof *p);
    memcpy(&p->is, theirs, theirs->size < sizeof p->is ? theirs->size : sizeof p->is);
    p->file = strdup(file);
    if (p->file && prepare(plugins, p)) {
        p->enabled = p->is.record != NULL;
        plugins->n++;
        return;
    }
    free(p->file);
    free(p->options);
    encoder_free(p->encoder);
}

/* Why a file could not be loaded, without the path that dlerror() often begins with. */
static const char *
load_error(const char *path)
{
    const char *error = dlerror();
    size_t length = strlen(path);

    if (error && strncmp(error, path, length) == 0 && error[length] == ':')
        return error + length + 2;
    return error ? error : "unknown reason";
}

void
plugins_load_file(struct plugins *plugins, const char *path, char *loading)
{
    const char *file = base_name(path);
    const struct nc_plugin *p;
    lt_dlhandle handle;
    char here[PATH_MAX];

    if (file == path) { /* dlopen() would look for a bare name among the system's libraries */
        snprintf(here, sizeof here, "./%s", path);
        path = here;
    }
    if (access(path, R_OK)) {
        refuse(plugins, "%s: cannot be read: %s: expected a plugin's file", path, strerror(errno));
        return;
    }
    snprintf(loading, PATH_MAX, "%s", path);
    lt_dlinit();
    /* libltdl binds lazily and answers "file not found" to everything: ask dlopen() first. */
    if (!dlopen(path, RTLD_NOW | RTLD_LOCAL)) {
        refuse(plugins, "%s: cannot be loaded: %s: remove it or build it again", file, load_error(path));
        return;
    }
    handle = lt_dlopen(path);
    p = handle ? lt_dlsym(handle, "netcap_plugin") : NULL;
    if (!p)
        refuse(plugins, "%s: has no symbol %.*s_LTX_netcap_plugin: the first argument of NC_PLUGIN must "
               "be the file's name", file, (int)strcspn(file, "."), file);
    else
        add_plugin(plugins, path, p);
    loading[0] = '\0';
}

static int
is_plugin(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return length > 3 && strcmp(entry->d_name + length - 3, ".so") == 0;
}

static void
load_folder(struct plugins *plugins, const char *folder, char *loading)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, is_plugin, alphasort);

    for (int i = 0; i < n; i++) {
        char *path = path_join(folder, entries[i]->d_name, "");

        if (path)
            plugins_load_file(plugins, path, loading);
        free(path);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
}

void
plugins_load(struct plugins *plugins, const char *folder, char *loading)
{
    char *libs = path_join(folder, ".libs", "");

    load_folder(plugins, folder, loading);
    if (libs)
        load_folder(plugins, libs, loading);
    free(libs);
    if (!plugins->n && !plugins->n_refused)
        refuse(plugins, "%s: no plugins there, no file named NAME.so: give --plugins the folder that "
               "holds them", folder);
}

void
plugins_apply(struct plugins *plugins, const Catalog__Settings *settings)
{
    plugins->context = settings->context;
    for (size_t i = 0; i < settings->n_plugin && i < plugins->n; i++) {
        const Catalog__PluginSettings *s = settings->plugin[i];
        struct plugin *p = &plugins->list[i];

        p->enabled = s->enabled && p->is.record;
        for (size_t k = 0; k < s->n_on; k++)
            add_key(plugins, s->on[k]->space, s->on[k]->value, i);
        for (size_t o = 0; o < s->n_option; o++)
            set_option(p, &p->is.options[o], s->option[o]);
    }
}
