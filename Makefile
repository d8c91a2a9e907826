# The verbs of this house. `make check` is what decides.

.PHONY: help build test check lint format interop fuzz stress abuse soak soak-client bench-peers bench-clients bench-load flame bench-bytes bench-h1 bench-h2 reproducible clean

help:            ## show the verbs
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 18

build:           ## compile everything with lint, and pack the command
	./mvnw -q -Pfast -DskipTests package

test:            ## run the tests of all rooms, without the slower checks
	./mvnw -Pfast test

check:           ## all tests and all checks, as the continuous integration runs them
	./mvnw verify

lint:            ## show every finding of javac and the checkers, not only the first
	./mvnw -DskipTests -Dmaven.javadoc.skip -Dhawser.werror=-XDhawser=all clean verify | grep -A1 '^\[WARNING\] /' || true

format:          ## format the sources
	./mvnw -q com.diffplug.spotless:spotless-maven-plugin:apply

interop:         ## tests against real peers, and of the house as a whole
	./mvnw -Pfast -pl interop -am test

fuzz:            ## Jazzer, a minute for each parser; MINUTES=n TARGETS="H1FuzzTest\#requests"
	@wire/fuzz $(or $(MINUTES),1) $(TARGETS)

stress:          ## two threads at one word, by JCStress; ARGS=--short takes minutes
	@stress/stress $(ARGS)

bench-peers:     ## Hawser and other servers side by side; ROW=h1-plain PEERS=hawser,limit ARGS="--rounds 5"
	@bench/peers $(if $(ROW),--rows $(ROW)) $(if $(PEERS),--peers $(PEERS)) $(ARGS)

flame:           ## where the time of one request goes: tables and flame graphs; ROW=h2-chunks
	@bench/flame $(ROW) $(ARGS)

bench-clients:   ## Hawser's client and others side by side; ROW=clients-h2 CLIENTS=hawser,jdk ARGS="--rounds 5"
	@bench/clients $(if $(ROW),--rows $(ROW)) $(if $(CLIENTS),--clients $(CLIENTS)) $(ARGS)

bench-load:      ## hawser load beside wrk and h2load on the same server: rates and CPU per request; ROW=load-tls
	@bench/load-agreement $(if $(ROW),--rows $(ROW)) $(ARGS)

bench-bytes:     ## the bytes room beside arrays, the JDK, Netty, Okio and Agrona; ARGS="--publish docs/performance-bytes.md Slice"
	@bench/bytes $(ARGS)

bench-h1:        ## heads beside other parsers, and from where on content is named; ARGS="--publish docs/http1.md"
	@bench/h1 $(ARGS)

soak:            ## mixed load for SECONDS=300, with the server's memory over time
	./mvnw -Pfast -pl interop -am test -Dtest=SoakTest -Dsurefire.failIfNoSpecifiedTests=false -Dsurefire.timeout=0 -Dhawser.soak.seconds=$(if $(SECONDS),$(SECONDS),300)

abuse:           ## every attack of the table beside honest clients, who wait 200 ms at most; on a machine with nothing else to do
	./mvnw -q -Pfast -pl interop -am test -Dtest=AbuseTest -Dsurefire.failIfNoSpecifiedTests=false -Dhawser.abuse.millis=200; \
	  result=$$?; cat interop/target/abuse.txt; exit $$result

bench-h2:        ## what HTTP/2 costs, beside Netty's engine; PART=engine|trip|threshold|calls ARGS="--forks 3"
	@bench/h2 $(ARGS) $(PART)

soak-client:     ## 100,000 requests over each protocol through a proxy that breaks things; SEED=n
	./mvnw -Pfast -pl http -am test -Dtest=ChaosTest -Dsurefire.failIfNoSpecifiedTests=false -Dsurefire.timeout=0 -Dhawser.chaos.requests=100000 $(if $(SEED),-Dhawser.chaos.seed=$(SEED))

reproducible:    ## build twice and compare the jars
	.ci/reproducible

clean:           ## remove what was built
	./mvnw -q clean
