/* SPDX-License-Identifier: Apache-2.0 */
/* What gives out a text over HTTP: a module, web.so in a folder "servers", that defines the
 * constant web_LTX_netcap_web.  It is loaded where a run serves metrics, and by no other, as the
 * library behind it brings nine more, whose start is longer than that of all the rest. */
#ifndef WEB_H
#define WEB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WEB_ABI = 1 };

/* What is given out: allocated; NULL or of no size: there is none yet. */
typedef char *web_text(void *context, size_t *size);

struct web_module {
    uint32_t abi;
    size_t size;

    /* "libmicrohttpd 0.9.75".  Good until the next call. */
    const char *(*library)(void);

    /* Serves what `text` gives as /metrics to who connects to a listening socket, which it takes.
     * NULL: it cannot, and errno tells why.  All is called by one thread. */
    void *(*start)(int listening, web_text *text, void *context);

    /* What becomes readable when there is something to do, how long to wait for that (ms; -1: as
     * long as it takes), and to do it; false: it cannot go on. */
    int (*descriptor)(void *server);
    int (*patience)(void *server);
    bool (*run)(void *server);
};

#endif
