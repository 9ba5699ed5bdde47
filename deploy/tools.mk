# `make tools`: PostgreSQL, nats-server and buf in .tools/, pinned by hash in deploy/tools.lock.
# Included by the top Makefile. PYTHON=/path/to/python3 chooses another interpreter.

PYTHON ?= python3
TOOLS_LOCK := deploy/tools.lock
TOOLS_STAMP := .tools/.stamp

.PHONY: tools
tools: $(TOOLS_STAMP) ## PostgreSQL, nats-server and buf in .tools, pinned by hash

$(TOOLS_STAMP): $(TOOLS_LOCK) deploy/tools.sh
	@PYTHON="$(PYTHON)" sh deploy/tools.sh $(TOOLS_LOCK) .tools
	@touch $@
