/* SPDX-License-Identifier: Apache-2.0 */
#include "base/notify.h"

#include "base/parse.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define STATUS_SECONDS 5.0

enum { NOTICE_MAX = 512 };

/* Half of the time after which the manager takes the process for hung, as it recommends. */
static double
watchdog_seconds(void)
{
    const char *text = getenv("WATCHDOG_USEC"), *whose = getenv("WATCHDOG_PID");
    uint64_t microseconds, pid;

    if (!text || !parse_number(text, 1, UINT64_MAX, &microseconds))
        return 0;
    if (whose && (!parse_number(whose, 1, INT32_MAX, &pid) || (pid_t)pid != getpid()))
        return 0;
    return (double)microseconds / 2e6;
}

/* A path, or with @ before it an abstract name, that is connected to: a confined process can then
 * still send. */
static int
open_socket(const char *name)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    size_t length = strlen(name);
    int fd;

    if ((*name != '/' && *name != '@') || length >= sizeof to.sun_path)
        return -1;
    memcpy(to.sun_path, name, length);
    if (*name == '@')
        to.sun_path[0] = '\0';
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&to,
                           (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length))) {
        close(fd);
        fd = -1;
    }
    return fd;
}

void
notify_open(struct notify *n)
{
    const char *name = getenv("NOTIFY_SOCKET");

    *n = (struct notify){ .socket = name ? open_socket(name) : -1 };
    if (n->socket >= 0)
        n->watchdog = watchdog_seconds();
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
}

/* A manager that does not listen is no reason to wait. */
static void
tell(const struct notify *n, const char *text)
{
    if (n->socket >= 0 && send(n->socket, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        return;
}

void
notify_ready(const struct notify *n)
{
    tell(n, "READY=1");
}

void
notify_stopping(const struct notify *n)
{
    tell(n, "STOPPING=1");
}

bool
notify_wants_status(const struct notify *n, double now)
{
    return n->socket >= 0 && now - n->status_told >= STATUS_SECONDS;
}

void
notify_status(struct notify *n, double now, const char *status)
{
    char text[NOTICE_MAX];

    n->status_told = now;
    snprintf(text, sizeof text, "STATUS=%s", status);
    tell(n, text);
}

void
notify_alive(struct notify *n, double now)
{
    if (n->watchdog <= 0 || now - n->told < n->watchdog / 2)
        return;
    n->told = now;
    tell(n, "WATCHDOG=1");
}
