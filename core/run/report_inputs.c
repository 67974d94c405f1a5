/* SPDX-License-Identifier: Apache-2.0 */
#include "run/report_inputs.h"

#include "formats/json.h"

#include <string.h>

void
report_input(struct textbuf *to, const struct input *input)
{
    const struct text_time modified = { input->modified.tv_sec, (uint32_t)input->modified.tv_nsec,
                                        9 };

    text_string(to, "{\"path\": ");
    json_string(to, input->path, strlen(input->path));
    text_string(to, ", \"size\": ");
    text_unsigned(to, input->size);
    text_string(to, ", \"modified\": \"");
    text_time_utc(to, &modified);
    text_string(to, "\"}");
}

void
report_inputs(struct textbuf *to, const struct supervisor *s)
{
    const struct input *input;
    size_t n = 0;

    text_string(to, s->interrupted ? ",\n  \"interrupted\": true" : ",\n  \"interrupted\": false");
    text_string(to, ",\n  \"inputs\": [");
    for (; (input = capture_input(s->capture, n)); n++) {
        text_string(to, n ? ",\n    " : "\n    ");
        report_input(to, input);
    }
    text_string(to, n ? "\n  ]" : "]");
}
