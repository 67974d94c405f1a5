/* SPDX-License-Identifier: Apache-2.0 */
/* "netcap keys": certificates for a first set-up. */
#include "base/argtable_print.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/out_folder.h"
#include "base/parse.h"
#include "exchange/exchange.h"
#include "exchange/sensor_name.h"
#include "exchange/transports.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { OPT_COLLECTOR, OPT_SENSOR, OPT_DAYS };
enum { NAMES_MOST = 1000, DAYS = 825, DAYS_MOST = 3650, FOLDER_MODE = 0600 };

static const struct arg_row rows[] = {
    { OPT_COLLECTOR, 0, "collector", "NAME", NULL, "Certificates",
      "for a collector that is reached by this DNS name or address; may be given several times",
      &arg_several },
    { OPT_SENSOR, 0, "sensor", "NAME", NULL, NULL,
      "for a sensor of this name: " SENSOR_NAME_EXPECTED "; may be given several times",
      &arg_several },
    { OPT_DAYS, 0, "days", "N", NULL, NULL, "how long they are valid: 825 if nothing is said",
      NULL },
    { COMMAND_HELP, 'h', "help", NULL, NULL, "Options", "print this help", NULL },
};

static const struct argtable table = {
    "netcap keys",
    "FOLDER",
    "Makes a small authority and certificates for netcap send and netcap collect.",
    .rows = rows,
    .count = sizeof rows / sizeof *rows,
};

struct keys {
    const char *collectors[NAMES_MOST], *sensors[NAMES_MOST];
    size_t n_collectors, n_sensors;
    uint64_t days;
    bool help;
};

/* A name that is no file's beside ca.crt, and nothing but a name. */
static bool
is_host(const char *name)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.:-";
    size_t size = strlen(name);

    return size > 0 && size <= SENSOR_MOST && *name != '.' && *name != '-' &&
           strspn(name, allowed) == size;
}

static const char *
take_option(void *context, const struct arg_row *row, const char *value)
{
    struct keys *keys = context;

    switch (row->id) {
    case OPT_DAYS:
        return parse_number(value, 1, DAYS_MOST, &keys->days)
                   ? NULL
                   : "expected a number of days from 1 to 3650";
    case OPT_COLLECTOR:
        if (!is_host(value) || strcmp(value, "ca") == 0 || keys->n_collectors == NAMES_MOST)
            return "expected a DNS name or an address, of at most 64 characters";
        keys->collectors[keys->n_collectors++] = value;
        return NULL;
    case OPT_SENSOR:
        if (!sensor_name_is(value, strlen(value)) || strcmp(value, "ca") == 0 ||
            keys->n_sensors == NAMES_MOST)
            return "expected " SENSOR_NAME_EXPECTED ", and not ca";
        keys->sensors[keys->n_sensors++] = value;
        return NULL;
    default: keys->help = true; return NULL;
    }
}

static void
made(const char *path)
{
    printf("%s\n", path);
}

static enum status
make(const struct keys *keys, const char *folder)
{
    const struct transport *transport = transports_load("tls");
    const struct path_rule rule = { folder, PATH_WRITE };
    struct keys_wish wish = { folder,        keys->collectors,     keys->n_collectors,
                              keys->sensors, keys->n_sensors,      clock_date().tv_sec,
                              (unsigned)keys->days, made };
    char why[TRANSPORT_WHY];

    if (!transport)
        return STATUS_FAILED;
    if (!out_folder_make(folder, FOLDER_MODE, NULL)) {
        say_error("%s: cannot be made: %s", folder, strerror(errno));
        return STATUS_FAILED;
    }
    if (!sandbox_program(&profile_writer, &rule, 1))
        return STATUS_FAILED;
    if (transport->keys->make(&wish, why))
        return STATUS_DONE;
    say_error("%s", why);
    return STATUS_FAILED;
}

static int
run(int argc, char **argv)
{
    struct keys keys = { .days = DAYS };
    int operands = argtable_parse(&table, argc, argv, take_option, &keys);

    if (operands < 0)
        return STATUS_USAGE;
    if (keys.help) {
        argtable_help(&table, stdout);
        return STATUS_DONE;
    }
    if (operands != 1 || keys.n_collectors + keys.n_sensors == 0) {
        say_error("expected %s; see 'netcap keys --help'",
                  operands != 1 ? "one folder" : "--collector NAME or --sensor NAME");
        return STATUS_USAGE;
    }
    return make(&keys, argv[0]);
}

const struct command command_keys = {
    .name = "keys",
    .brief = "make certificates for send and collect",
    .table = &table,
    .profile = &profile_writer,
    .run = run,
};
