/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap send": a folder of records to other machines, while it grows. */
#include "base/argtable_print.h"
#include "base/memory.h"
#include "base/parse.h"
#include "base/path.h"
#include "exchange/exchange.h"
#include "exchange/forgetting.h"
#include "exchange/peer_options.h"
#include "exchange/send_each.h"
#include "exchange/sensor_name.h"
#include "exchange/sent_files.h"
#include "exchange/stop_signals.h"
#include "exchange/transports.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OPT_TO, OPT_SENSOR, OPT_INCLUDE, OPT_ONCE, OPT_GIVE_UP, OPT_DELETE, OPT_FORGET, OPT_CHECK };
enum { TYPES_MOST = 256, MS = 1000, GIVE_UP_SECONDS = 120 };

static const struct arg_row rows[] = {
    { OPT_TO, 0, "to", "URL", NULL, "Options",
      "where to: tls://HOST:PORT or unix:PATH, where netcap collect listens, nats://HOST:PORT or "
      "kafka://HOST:PORT; may be given several times; - is standard output",
      &arg_several },
    { OPT_SENSOR, 0, "sensor", "NAME", NULL, NULL,
      "whose records they are: what the certificate says, without one the name of the host, if "
      "nothing is said",
      NULL },
    { OPT_INCLUDE, 0, "include", "TYPE,...", NULL, NULL,
      "only these types; may be given several times", &arg_several },
    { OPT_ONCE, 0, "once", NULL, NULL, NULL,
      "end once all that is there by now is acknowledged", NULL },
    { OPT_GIVE_UP, 0, "give-up", "TIME", NULL, NULL,
      "end, with 1, when a destination that is to get something has acknowledged nothing for TIME; "
      "0: never, as it is without --once; with it 2m if nothing is said",
      NULL },
    { OPT_DELETE, 0, "delete", NULL, NULL, NULL,
      "remove files that are whole once all destinations have acknowledged them", NULL },
    { OPT_FORGET, 0, "forget", "URL", NULL, NULL,
      "send nothing: nothing is sent to this destination any more, of --sensor or of all, so that "
      "what it has not acknowledged holds up nobody; may be given several times",
      &arg_several },
    { OPT_CHECK, 0, "check", NULL, NULL, NULL,
      "send nothing: only say whether these options could work, with or without DIR",
      NULL },
    PEER_ROWS("collectors"),
    { COMMAND_HELP, 'h', "help", NULL, NULL, "Help", "print this help", NULL },
};

static const struct argtable table = {
    "netcap send",
    "DIR",
    "Sends the audit records in a folder, as netcapd writes them, and remembers how far.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct send {
    const char *to[DESTINATIONS_MOST];
    size_t n_to;
    const char *forget[DESTINATIONS_MOST];
    size_t n_forget;
    char *types[TYPES_MOST];
    size_t n_types;
    const char *sensor;
    struct peer_options peer;
    uint64_t give_up; /* ms */
    bool has_give_up, once, deletes, checks, help;
};

static const char *
take_types(struct send *send, const char *value)
{
    char *list = need_copy(value), *rest = NULL;
    const char *wrong = *value ? NULL : "expected types, with commas between";

    for (char *one = strtok_r(list, ",", &rest); one && !wrong; one = strtok_r(NULL, ",", &rest)) {
        if (send->n_types == TYPES_MOST)
            wrong = "expected fewer types";
        else
            send->types[send->n_types++] = need_copy(one);
    }
    free(list);
    return wrong;
}

static const char *
take_to(struct send *send, const char *value)
{
    struct url url;

    if (send->n_to == DESTINATIONS_MOST)
        return DESTINATIONS_EXPECTED;
    if (strcmp(value, "-") != 0) {
        if (!url_read(&url, value))
            return "expected tls://HOST:PORT, unix:PATH, nats://HOST:PORT, kafka://HOST:PORT or -";
        url_free(&url);
    }
    for (size_t i = 0; i < send->n_to; i++)
        if (strcmp(send->to[i], value) == 0)
            return "expected each only once";
    send->to[send->n_to++] = value;
    return NULL;
}

static const char *
take_forget(struct send *send, const char *value)
{
    if (send->n_forget == DESTINATIONS_MOST)
        return "expected at most 16 URLs";
    send->forget[send->n_forget++] = value;
    return NULL;
}

static const char *
take_give_up(struct send *send, const char *value)
{
    if (send->has_give_up)
        return "expected only one of them";
    send->has_give_up = true;
    return parse_time(value, &send->give_up) ? NULL : "expected a time, as 10m, or 0 for never";
}

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct send *send = context;

    switch (row->id) {
    case COMMAND_HELP: send->help = true; return NULL;
    case OPT_TO: return take_to(send, value);
    case OPT_INCLUDE: return take_types(send, value);
    case OPT_ONCE: send->once = true; return NULL;
    case OPT_GIVE_UP: return take_give_up(send, value);
    case OPT_DELETE: send->deletes = true; return NULL;
    case OPT_FORGET: return take_forget(send, value);
    case OPT_CHECK: send->checks = true; return NULL;
    case OPT_SENSOR:
        if (send->sensor || !sensor_name_is(value, strlen(value)))
            return send->sensor ? "expected only one of them" : "expected " SENSOR_NAME_EXPECTED;
        send->sensor = value;
        return NULL;
    default: return peer_options_take(&send->peer, row, value);
    }
}

/* Whether there is anything that could be sent; a run that has just begun has nothing yet. */
static bool
has_records(const char *folder)
{
    struct block_work *work = block_work_new();
    struct sent_files files = { .folder = folder };
    bool has = sent_files_look(&files, NULL, work) && (files.has_run || files.any_records);

    sent_files_free(&files, work);
    block_work_free(work);
    return has;
}

static const char *
check(const struct send *send, int operands)
{
    bool pipe = send->n_to == 1 && strcmp(send->to[0], "-") == 0;

    if (operands != 1)
        return "expected one folder";
    if (send->n_forget)
        return send->n_to ? "expected either --to or --forget" : NULL;
    if (send->n_to == 0)
        return "expected --to URL";
    for (size_t i = 0; i < send->n_to; i++)
        if (strcmp(send->to[i], "-") == 0 && (!pipe || send->deletes))
            return "expected --to - alone, and without --delete: a pipe acknowledges nothing";
    return NULL;
}

/* False, and it is said, when nothing in it can be sent. */
static bool
check_folder(const char *path)
{
    bool is = path_is_folder(path);

    if (!is)
        say_error("%s: %s: expected a folder with records, TYPE.ncap.gz, or one that netcapd "
                  "writes to",
                  path, errno == ENOTDIR ? "is no folder" : strerror(errno));
    else if (!has_records(path))
        say_error("%s: there is nothing to send: expected a folder with records, TYPE.ncap.gz, or "
                  "one that netcapd writes to",
                  path);
    else
        return true;
    return false;
}

static enum status
send_all(const struct send *send, const char *folder)
{
    double give_up = send->has_give_up ? (double)send->give_up / MS
                     : send->once      ? GIVE_UP_SECONDS
                                       : 0;

    return send_each(&(struct send_each){
        .folder = folder,
        .to = send->to,
        .n_to = send->n_to,
        .types = (const char *const *)send->types,
        .n_types = send->n_types,
        .sensor = send->sensor,
        .peer = &send->peer,
        .give_up = give_up,
        .once = send->once,
        .deletes = send->deletes,
        .checks = send->checks,
    });
}

static int
run(int argc, char **argv)
{
    struct send send = { .n_to = 0 };
    int operands = argtable_parse(&table, argc, argv, take_option, &send);
    const char *wrong;
    enum status status;

    if (operands < 0)
        return STATUS_USAGE;
    if (send.help) {
        argtable_help(&table, stdout);
        return STATUS_DONE;
    }
    wrong = check(&send, operands);
    if (wrong) {
        say_error("%s; see 'netcap send --help'", wrong);
        return STATUS_USAGE;
    }
    if (send.n_forget)
        return forget_destinations(argv[0], send.sensor, send.forget, send.n_forget);
    if (!send.checks && !check_folder(argv[0]))
        return STATUS_USAGE;
    stop_signals_watch(false);
    status = send_all(&send, argv[0]);
    for (size_t i = 0; i < send.n_types; i++)
        free(send.types[i]);
    return status;
}

const struct command command_send = {
    .name = "send",
    .brief = "send the records in a folder, while it grows",
    .table = &table,
    .profile = &profile_sender,
    .run = run,
};
