/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/send_each.h"

#include "base/memory.h"
#include "commands/command.h"
#include "exchange/resolving.h"
#include "exchange/sending.h"
#include "exchange/sensor_name.h"
#include "exchange/stop_signals.h"
#include "exchange/transports.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A destination, from its URL to what is open for it. */
struct destination {
    const char *to; /* "-": standard output */
    char *shown;    /* to people */
    struct url url;
    const struct transport *transport;
    struct transport_setup setup;
    struct outlet outlet;
    struct position position;
    bool keeps; /* a position */
    char host[SENSOR_MOST + 1];
};

/* The first part of the host's name, as far as it can be a sensor's. */
static const char *
host_name(char to[SENSOR_MOST + 1])
{
    if (gethostname(to, SENSOR_MOST))
        *to = '\0';
    to[SENSOR_MOST] = '\0';
    to[strcspn(to, ".")] = '\0';
    return sensor_name_is(to, strlen(to)) ? to : "sensor";
}

/* Without --sensor it is whom the certificate names; with both, the collector compares. */
static bool
choose_sensor(const struct send_each *all, struct destination *one)
{
    const struct outlet *outlet = &one->outlet;
    const char *own = outlet->kind->own_name ? outlet->kind->own_name(outlet->state) : NULL;

    one->setup.sensor = all->sensor ? all->sensor : own ? own : host_name(one->host);
    if (!own || strcmp(own, one->setup.sensor) == 0 || !all->sensor)
        return true;
    say_error("%s: --sensor is not the name in --cert, and would be refused: leave it out",
              one->shown);
    return false;
}

static enum status
open_outlet(const struct send_each *all, struct destination *one)
{
    char why[TRANSPORT_WHY] = "";

    if (strcmp(one->to, "-") != 0) {
        url_read(&one->url, one->to);
        one->transport = transports_load(one->url.scheme);
        if (!one->transport)
            return STATUS_USAGE;
    }
    one->setup = (struct transport_setup){ .scheme = one->url.scheme, .address = one->url.address };
    one->setup.sensor = all->sensor;
    peer_options_set(all->peer, &one->setup);
    if (!outlet_open(&one->outlet, one->transport, &one->setup, all->n_types == 1, why)) {
        say_error("%s: %s", one->shown, why);
        return STATUS_USAGE;
    }
    return choose_sensor(all, one) ? STATUS_DONE : STATUS_USAGE;
}

static enum status
open_destination(const struct send_each *all, struct destination *one)
{
    enum status status = open_outlet(all, one);

    if (status != STATUS_DONE || !one->outlet.kind->acknowledges || all->checks)
        return status;
    status = position_open(&one->position, all->folder, one->setup.sensor, one->shown);
    one->keeps = status == STATUS_DONE;
    return status;
}

static void
close_destination(struct destination *one)
{
    if (one->keeps)
        position_close(&one->position);
    outlet_close(&one->outlet);
    url_free(&one->url);
    free(one->shown);
}

static enum status
send_to(const struct send_each *all, struct destination *one, int stop)
{
    struct sending sending = {
        .folder = all->folder,
        .to = one->shown,
        .types = all->n_types ? all->types : NULL,
        .n_types = all->n_types,
        .give_up = all->give_up,
        .once = all->once,
        .deletes = all->deletes,
        .stop = stop,
        .outlet = one->outlet,
        .position = one->keeps ? &one->position : NULL,
    };

    return resolving_confine(all->folder) ? sending_run(&sending) : STATUS_FAILED;
}

/* Waits for those that were started; asked to stop, it closes the pipe that they look at. */
static enum status
wait_for(size_t n, int *stop)
{
    enum status status = STATUS_DONE;
    int how;

    while (n > 0) {
        pid_t pid = wait(&how);

        if (pid < 0 && errno == EINTR && stop_signals_count() > 0 && *stop >= 0) {
            close(*stop);
            *stop = -1;
        }
        if (pid < 0 && errno != EINTR)
            break;
        if (pid <= 0)
            continue;
        status = command_worse(status,
                               WIFEXITED(how) ? (enum status)WEXITSTATUS(how) : STATUS_FAILED);
        n--;
    }
    return status;
}

static enum status
send_side_by_side(const struct send_each *all, struct destination *list)
{
    enum status status = STATUS_DONE;
    size_t started = 0;
    int stop[2];

    if (pipe(stop)) {
        say_error("pipe: %s", strerror(errno));
        return STATUS_FAILED;
    }
    for (size_t i = 0; i < all->n_to && status == STATUS_DONE; i++) {
        pid_t pid = fork();

        if (pid == 0) {
            close(stop[1]);
            _exit(send_to(all, &list[i], stop[0]));
        }
        started += pid > 0;
        if (pid < 0) {
            say_error("fork: %s", strerror(errno));
            status = STATUS_FAILED;
        }
    }
    close(stop[0]);
    if (status != STATUS_DONE) {
        close(stop[1]);
        stop[1] = -1;
    }
    return command_worse(status, wait_for(started, &stop[1]));
}

/* All are opened before the first begins: so each that removes files sees the others' positions. */
enum status
send_each(const struct send_each *all)
{
    struct destination *list = need(all->n_to, sizeof *list);
    enum status status = STATUS_DONE;
    size_t opened = 0;

    for (; opened < all->n_to && status == STATUS_DONE; opened++) {
        list[opened].to = all->to[opened];
        list[opened].shown = strcmp(all->to[opened], "-") == 0 ? need_copy("standard output")
                                                               : url_shown(all->to[opened]);
        status = open_destination(all, &list[opened]);
    }
    if (status == STATUS_DONE && !all->checks)
        status = all->n_to == 1 ? send_to(all, &list[0], -1) : send_side_by_side(all, list);
    for (size_t i = 0; i < opened; i++)
        close_destination(&list[i]);
    free(list);
    return status;
}
