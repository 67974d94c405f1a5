/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap collect": writes what sensors send. */
#include "base/argtable_print.h"
#include "base/memory.h"
#include "base/parse.h"
#include "exchange/collecting.h"
#include "exchange/exchange.h"
#include "exchange/fetching.h"
#include "exchange/peer_options.h"
#include "exchange/resolving.h"
#include "exchange/stop_signals.h"
#include "exchange/transports.h"

#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    OPT_LISTEN,
    OPT_FROM,
    OPT_SIZE,
    OPT_TIME,
    OPT_RECORDS,
    OPT_KEEP,
    OPT_CONNECTIONS,
    OPT_CONSUMER
};
enum { CONNECTIONS = 1024, CONNECTIONS_MOST = 60000, CONSUMER_MOST = 64, SPARE = 64, MS = 1000 };

#define CONSUMER "netcap-collect"

static const struct arg_row rows[] = {
    { OPT_LISTEN, 0, "listen", "URL", NULL, "Options",
      "where senders connect: tls://HOST:PORT or unix:PATH", NULL },
    { OPT_FROM, 0, "from", "URL", NULL, NULL,
      "or where their records are fetched: nats://HOST:PORT, of the stream NETCAP, or "
      "kafka://HOST:PORT, of the topics netcap.v1.*",
      NULL },
    { OPT_CONSUMER, 0, "consumer", "NAME", NULL, NULL,
      "of --from: the name by which the server knows how far this collector is, netcap-collect if "
      "nothing is said; each name gets all records, and has one collector at a time",
      NULL },
    { OPT_CONNECTIONS, 0, "connections", "N", NULL, NULL,
      "as many at most at once: 1024 if nothing is said", NULL },
    { OPT_TIME, 0, "rotate-time", "TIME", NULL, "Sets",
      "begin another set of a sensor at each full TIME of the wall clock, as 1h or 1d (UTC), where "
      "its own are longer",
      NULL },
    { OPT_SIZE, 0, "rotate-size", "SIZE", NULL, NULL,
      "another set once the files of one have this many bytes on disk together", NULL },
    { OPT_RECORDS, 0, "rotate-records", "N", NULL, NULL,
      "another set once one has this many records, of all types together", NULL },
    { OPT_KEEP, 0, "keep", "N|SIZE|AGE,...", NULL, NULL,
      "of each sensor remove the oldest sets: all but N, as 24, those beyond SIZE, as 20G, or AGE, "
      "as 7d; without it all stay",
      NULL },
    PEER_ROWS("senders"),
    { COMMAND_HELP, 'h', "help", NULL, NULL, "Help", "print this help", NULL },
};

static const struct argtable table = {
    "netcap collect",
    "DIR",
    "Writes the audit records that netcap send brings, to a folder for each sensor.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct collect {
    const char *url;
    bool fetches; /* it is --from */
    struct store_limits limits;
    struct peer_options peer;
    uint64_t connections;
    const char *consumer; /* NULL: not said */
    bool help;
};

static const char *
take_limit(struct store_limits *limits, const struct arg_row *row, const char *value)
{
    switch (row->id) {
    case OPT_SIZE:
        return parse_size(value, &limits->bytes) && limits->bytes
                   ? NULL
                   : "expected a number of bytes, as 100M";
    case OPT_TIME:
        if (!parse_time(value, &limits->seconds) || limits->seconds < MS)
            return "expected a time from 1s on, as 10m";
        limits->seconds /= MS;
        return NULL;
    case OPT_RECORDS:
        return parse_number(value, 1, UINT64_MAX, &limits->records) ? NULL : "expected a number";
    default: return keep_read(value, &limits->keep);
    }
}

/* As a consumer of JetStream may be called. */
static const char *
take_consumer(struct collect *collect, const char *value)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    size_t size = strlen(value);

    if (collect->consumer)
        return "expected only one of them";
    collect->consumer = value;
    return size > 0 && size <= CONSUMER_MOST && strspn(value, allowed) == size
               ? NULL
               : "expected a name of at most 64 letters, digits, - and _";
}

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct collect *collect = context;

    if (row->id >= OPT_CA)
        return peer_options_take(&collect->peer, row, value);
    switch (row->id) {
    case COMMAND_HELP: collect->help = true; return NULL;
    case OPT_LISTEN:
    case OPT_FROM:
        if (collect->url)
            return "expected one --listen or --from";
        collect->url = value;
        collect->fetches = row->id == OPT_FROM;
        return NULL;
    case OPT_CONSUMER: return take_consumer(collect, value);
    case OPT_CONNECTIONS:
        return parse_number(value, 1, CONNECTIONS_MOST, &collect->connections)
                   ? NULL
                   : "expected a number from 1 to 60000";
    default: return take_limit(&collect->limits, row, value);
    }
}

/* Each connection is a descriptor. */
static void
raise_limit(size_t *connections)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit))
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < *connections + SPARE)
        *connections = limit.rlim_cur > 2 * SPARE ? limit.rlim_cur - SPARE : SPARE;
}

static enum status
listen_for(const struct collect *collect, struct store *store, const struct stream_kind *kind,
           void *transport)
{
    struct collecting collecting = { store, kind, transport, -1, collect->connections };
    const struct path_rule rule = { store->folder.path, PATH_WRITE };
    char why[TRANSPORT_WHY] = "";
    enum status status;

    raise_limit(&collecting.most);
    collecting.listener = kind->listen(transport, why);
    if (collecting.listener < 0) {
        say_error("%s: %s", collect->url, why);
        return STATUS_FAILED;
    }
    status = sandbox_program(&profile_collector, &rule, 1) ? collecting_run(&collecting)
                                                           : STATUS_FAILED;
    close(collecting.listener);
    return status;
}

static enum status
fetch_to(const struct collect *collect, struct store *store, const struct inlet_kind *kind,
         void *inlet)
{
    struct fetching fetching = { store, kind, inlet, collect->url };

    memory_keep();
    return resolving_confine(store->folder.path) ? fetching_run(&fetching) : STATUS_FAILED;
}

/* The transport has what is asked of it: to fetch or to listen. */
static enum status
run_with(const struct collect *collect, const struct transport *transport,
         const struct transport_setup *setup, const char *folder)
{
    const struct inlet_kind *inlet = collect->fetches ? transport->inlet : NULL;
    const struct stream_kind *stream = transport->stream;
    char why[TRANSPORT_WHY] = "";
    void *state = inlet ? inlet->open(setup, why) : stream->open(setup, why);
    struct store store;
    enum status status;

    if (!state) {
        say_error("%s: %s", collect->url, why);
        return STATUS_USAGE;
    }
    status = store_open(&store, folder, &collect->limits);
    if (status == STATUS_DONE) {
        status = inlet ? fetch_to(collect, &store, inlet, state)
                       : listen_for(collect, &store, stream, state);
        store_close(&store);
    }
    if (inlet)
        inlet->close(state);
    else
        stream->close(state);
    return status;
}

static enum status
open_all(const struct collect *collect, const struct url *url, const char *folder)
{
    struct transport_setup setup = { .scheme = url->scheme, .address = url->address,
                                     .consumer = collect->consumer ? collect->consumer : CONSUMER,
                                     .listens = true };
    const struct transport *transport = transports_load(url->scheme);

    if (!transport)
        return STATUS_USAGE;
    peer_options_set(&collect->peer, &setup);
    if (collect->fetches ? transport->inlet != NULL : transport->stream != NULL)
        return run_with(collect, transport, &setup, folder);
    say_error("%s: expected %s", collect->url,
              collect->fetches ? "--from nats://HOST:PORT or kafka://HOST:PORT; where senders "
                                "connect is --listen"
                               : "--listen tls://HOST:PORT or unix:PATH; --from is what is "
                                 "fetched");
    return STATUS_USAGE;
}

static int
run(int argc, char **argv)
{
    struct collect collect = { .connections = CONNECTIONS };
    int operands = argtable_parse(&table, argc, argv, take_option, &collect);
    enum status status;
    struct url url;

    if (operands < 0)
        return STATUS_USAGE;
    if (collect.help) {
        argtable_help(&table, stdout);
        return STATUS_DONE;
    }
    if (collect.consumer && !collect.fetches) {
        say_error("--consumer is for --from; see 'netcap collect --help'");
        return STATUS_USAGE;
    }
    if (operands != 1 || !collect.url || !url_read(&url, collect.url)) {
        say_error("expected %s; see 'netcap collect --help'",
                  operands != 1 ? "one folder"
                                : "--listen tls://HOST:PORT or unix:PATH, or --from "
                                  "nats://HOST:PORT or kafka://HOST:PORT");
        return STATUS_USAGE;
    }
    stop_signals_watch(true); /* a HUP is nothing that ends it, however early it comes */
    status = open_all(&collect, &url, argv[0]);
    url_free(&url);
    return status;
}

const struct command command_collect = {
    .name = "collect",
    .brief = "write the records that sensors send",
    .table = &table,
    .profile = &profile_collector,
    .run = run,
};
