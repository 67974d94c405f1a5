/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include "attend/metrics_server.h"

#include "attend/web.h"
#include "base/listening.h"
#include "base/module.h"
#include "base/say.h"
#include "sandbox/sandbox.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>

#ifdef HAVE_MICROHTTPD
#define BUILT true
#else
#define BUILT false
#endif

struct server {
    struct page *page;
    const char *where;
    const struct web_module *web;
    void *serving;
};

/* NULL: it is not there, which is said. */
static const struct web_module *
load_web(void)
{
    char path[PATH_MAX + 64];
    const struct web_module *web;

    if (!module_find(path, sizeof path, "servers", SERVERDIR, "web")) {
        say_error("%s: cannot be read: expected the module that is installed with netcapd", path);
        return NULL;
    }
    web = module_load(path, "netcap_web");
    if (web && web->abi == WEB_ABI && web->size >= sizeof *web)
        return web;
    if (web)
        say_error("%s: built for interface %u, this is %d: build it again", path, web->abi,
                  WEB_ABI);
    return NULL;
}

static char *
text_of(void *page, size_t *size)
{
    return page_read(page, size);
}

static enum status
open_server(struct server *s)
{
    char why[256] = "";
    int fd = listening_open(s->where, why, sizeof why);

    if (fd < 0) {
        say_error("--metrics=%s: cannot listen there: %s", s->where, why);
        return STATUS_FAILED;
    }
    s->serving = s->web->start(fd, text_of, s->page);
    if (!s->serving) {
        say_error("--metrics=%s: the server cannot be started: %s", s->where, strerror(errno));
        return STATUS_FAILED;
    }
    if (page_give_up_writing(s->page) && sandbox_attendant())
        return STATUS_DONE;
    say_error("--metrics=%s: the server cannot be confined: %s", s->where, strerror(errno));
    return STATUS_FAILED;
}

static int
serve(void *context, int socket)
{
    struct server *s = context;
    enum status status = (s->web = load_web()) ? open_server(s) : STATUS_FAILED;
    struct pollfd fds[2] = { { socket, POLLIN, 0 }, { -1, POLLIN, 0 } };

    attendant_ready(socket, status);
    if (status != STATUS_DONE)
        return status;
    fds[1].fd = s->web->descriptor(s->serving);
    while (!fds[0].revents) {
        if (poll(fds, 2, s->web->patience(s->serving)) < 0 && errno != EINTR)
            return STATUS_FAILED;
        if (!s->web->run(s->serving))
            return STATUS_FAILED;
    }
    return STATUS_DONE;
}

const char *
metrics_server_library(void)
{
    const struct web_module *web = BUILT ? load_web() : NULL;

    return web ? web->library() : "";
}

enum status
metrics_server_start(struct attendant *a, struct page *page, const char *where,
                     bool (*give_up)(void))
{
    struct server s = { .page = page, .where = where };
    enum status status;

    if (!BUILT) {
        say_error("--metrics=%s: this netcapd was built without libmicrohttpd, which serves them: "
                  "build it again with libmicrohttpd-dev installed",
                  where);
        return STATUS_USAGE;
    }
    status = attendant_start(a, &(struct attendant_job){ .about = "the metrics are served by",
                                                         .does = serve,
                                                         .context = &s,
                                                         .give_up = give_up,
                                                         .fd = page_fd(page) });
    page_keep(page);
    return status;
}
