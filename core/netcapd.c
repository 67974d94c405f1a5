/* SPDX-License-Identifier: Apache-2.0 */
/* netcapd: packets in, typed audit records out. */
#include "config.h"

#include "attend/attendants.h"
#include "attend/metrics_server.h"
#include "base/alike.h"
#include "base/argtable_completion.h"
#include "base/argtable_manual.h"
#include "base/argtable_print.h"
#include "base/say.h"
#include "capture/interfaces.h"
#include "dissect/catalog.h"
#include "each/each.h"
#include "formats/file_format.h"
#include "netcapd_manual.h"
#include "output/blocks.h"
#include "output/header.h"
#include "records/run_sent.h"
#include "run/claim.h"
#include "run/rights.h"
#include "run/run.h"
#include "run/signals.h"
#include "sandbox/sandbox.h"
#include "settings/options.h"
#include "settings/plugin_folder.h"
#include "settings/resolve.h"
#include "settings/show.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* The plugin with this name, in letters of any case; NULL, and it is said, when none writes records
 * of it. */
static const Catalog__Plugin *
find_type(const Catalog__Catalog *catalog, const char *name, size_t *place)
{
    struct alike alike = alike_to(name, strlen(name));
    char question[ALIKE_TEXT];

    for (*place = 0; *place < catalog->n_plugin; ++*place) {
        const Catalog__Plugin *plugin = catalog->plugin[*place];

        if (plugin->type && strcasecmp(plugin->name, name) == 0)
            return plugin;
        if (plugin->type)
            alike_offer(&alike, plugin->name);
    }
    say_error("--print-header=%s: no plugin writes such records%s see --list-plugins", name,
              alike_question(&alike, "", question));
    return NULL;
}

static int
print_header(const struct settings *s, const Catalog__Catalog *catalog,
             const Catalog__Settings *resolved)
{
    const struct origin nothing = { .source = "" };
    struct textbuf bytes = { .fd = -1 };
    struct record_header header;
    size_t place;
    const Catalog__Plugin *plugin = find_type(catalog, s->header_of, &place);

    if (!plugin)
        return STATUS_USAGE;
    header_make(&header, plugin, resolved->plugin[place], &nothing);
    file_format_ncap.begin(&(struct file_plan){ .header = &header.is }, &bytes, NULL, 0);
    fwrite(bytes.data, 1, bytes.used, stdout); /* what fails is told at the end */
    textbuf_free(&bytes);
    return STATUS_DONE;
}

static int
with_plugins(const struct settings *s, struct run_means *means, struct capture *capture)
{
    const Catalog__Catalog *catalog = means->catalog;
    Catalog__Settings *resolved;
    int status;

    if (s->action == ACTION_LIST) {
        catalog_list(catalog, stdout);
        return STATUS_DONE;
    }
    if (s->action == ACTION_DUMP) {
        for (size_t i = 0; i < catalog->n_plugin; i++)
            catalog_dump(catalog->plugin[i], stdout);
        return STATUS_DONE;
    }
    if (s->action == ACTION_PRINT_CONFIG) {
        settings_print(catalog, stdout);
        return STATUS_DONE;
    }
    resolved = settings_resolve(s, catalog);
    if (!resolved)
        return STATUS_USAGE;
    if (s->action == ACTION_HEADER)
        status = print_header(s, catalog, resolved);
    else
        status = run_capture(s, means, resolved, capture);
    catalog__settings__free_unpacked(resolved, NULL);
    return status;
}

/* The supervisor gives up what root can do when all is open.  With plugins beside it that is before
 * they are loaded. */
static int
settle_first(const struct settings *s, struct capture **capture)
{
    int status = STATUS_DONE;

    if (s->isolated)
        return STATUS_DONE;
    if (s->action == ACTION_RUN && s->interfaces.n &&
        !(*capture = capture_open(&s->capture, &status)))
        return status;
    return rights_settle(s) ? STATUS_DONE : STATUS_FAILED;
}

static int
with_capture(const struct settings *s, char *const *folders, struct capture *capture,
             struct attendants *attendants)
{
    const uint32_t n_batches = 2 * run_workers(s) + 2;
    const struct block_sizes blocks = blocks_wanted(s->formats);
    struct shared *shared = shared_create(n_batches, blocks);
    Catalog__Catalog *catalog;
    struct crew *crew;
    int status;

    if (!shared) {
        say_error("cannot map memory to be shared with %u workers: %s; %llu MiB are wanted: raise "
                  "the limit (ulimit -v) or lower --workers",
                  run_workers(s), strerror(errno),
                  (unsigned long long)(shared_wants(n_batches, blocks) >> 20));
        return STATUS_FAILED;
    }
    if (attendants->page)
        shared_keep_state(shared); /* then it is known how much it has */
    crew = crew_create(
        shared,
        &(struct crew_options){ .folders = folders,
                                .file = s->action == ACTION_DUMP ? s->dump_plugin : NULL,
                                .isolated = s->isolated,
                                .load_seconds = (uint32_t)s->load_timeout },
        &catalog, &status);
    if (crew) {
        status = with_plugins(s,
                              &(struct run_means){ .shared = shared,
                                                   .crew = crew,
                                                   .catalog = catalog,
                                                   .attendants = attendants },
                              capture);
        crew_destroy(crew);
        catalog__catalog__free_unpacked(catalog, NULL);
    }
    return status;
}

/* All records are on disk, and perhaps not all were sent. */
static int
end_attended(const struct settings *s, struct attendants *attendants, int status)
{
    enum status sent = attendants_end(attendants, signals_again, s->urls.n);

    if (s->urls.n && *attendants->report)
        run_sent_note(&(struct run_sent){ .folder = s->out,
                                          .file_mode = s->file_mode,
                                          .report = attendants->report,
                                          .started = attendants->started,
                                          .urls = s->urls.text,
                                          .status = attendants->sent,
                                          .n = s->urls.n });
    if (sent == STATUS_DONE || status == STATUS_USAGE)
        return status;
    return sent == STATUS_FAILED || status == STATUS_DONE ? (int)sent : status;
}

/* Before there is a plugin, a capture or a file of records. */
static int
start_attended(const struct settings *s, char *const *folders)
{
    struct capture *capture = NULL;
    struct attendants attendants;
    int status = attendants_start(&attendants, s, rights_of_attendants);

    if (status == STATUS_DONE)
        status = settle_first(s, &capture);
    if (status == STATUS_DONE && s->action == ACTION_RUN && s->each)
        status = each_run(s, folders);
    else if (status == STATUS_DONE)
        status = with_capture(s, folders, capture, &attendants);
    capture_close(capture);
    return end_attended(s, &attendants, status);
}

static int
start_with(const struct settings *s, char *const *folders)
{
    char *const one[] = { s->dump_plugin, NULL };
    char sandbox[SANDBOX_TEXT];
    int status;

    status = rights_choose(s, s->action == ACTION_DUMP ? one : folders);
    if (status == STATUS_DONE)
        status = sandbox_setup(s->sandbox && s->isolated, s->require_sandbox);
    if (status != STATUS_DONE)
        return status;
    say_detail("sandbox: %s; as %s", sandbox_text(sandbox), rights_name());
    return start_attended(s, folders);
}

static int
start(const struct settings *s)
{
    char **folders =
        s->action == ACTION_DUMP ? NULL : plugin_folders(s->plugins, s->only_plugins);
    int status = STATUS_REFUSED;

    if (folders || s->action == ACTION_DUMP)
        status = start_with(s, folders);
    plugin_folders_free(folders);
    return status;
}

static void
print_version(void)
{
    const char *metrics = metrics_server_library();
    char sandbox[SANDBOX_TEXT];

    sandbox_setup(true, false);
    printf("netcapd %s, %s; sandbox: %s; metrics: %s\n", PACKAGE_VERSION, pcap_lib_version(),
           sandbox_text(sandbox), *metrics ? metrics : "none (built without libmicrohttpd)");
}

static int
completed(enum shell shell)
{
    static const struct argtable *const table = &netcapd_table;

    argtable_completion(shell, "netcapd", &table, 1, stdout);
    return STATUS_DONE;
}

static int
act(struct settings *s)
{
    switch (s->action) {
    case ACTION_HELP: argtable_help(&netcapd_table, stdout); return STATUS_DONE;
    case ACTION_VERSION: print_version(); return STATUS_DONE;
    case ACTION_LIST_INTERFACES: return interfaces_list(stdout);
    case ACTION_MAN: netcapd_manual(stdout); return STATUS_DONE;
    case ACTION_MAN_INI: netcapd_ini_manual(stdout); return STATUS_DONE;
    case ACTION_COMPLETION: return completed(SHELL_BASH);
    case ACTION_COMPLETION_ZSH: return completed(SHELL_ZSH);
    case ACTION_COMPLETION_FISH: return completed(SHELL_FISH);
    default: return start(s);
    }
}

int
main(int argc, char **argv)
{
    struct settings settings;
    int status;

    signals_catch(); /* before this nothing is made that could be lost */
    say_streams();
    say_setup("netcapd", 0);
    header_set_time();
    if (!settings_read(&settings, argc, argv)) {
        settings_free(&settings);
        return STATUS_USAGE;
    }
    say_setup("netcapd", settings.verbosity);
    signals_turn(settings_rotate(&settings));
    claim_name(&settings);
    status = act(&settings);
    settings_free(&settings);
    return say_printed(status, false);
}
