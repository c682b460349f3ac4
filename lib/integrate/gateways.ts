import type { SnippetOf } from "./place";

/** What the upstream is told. A caller that writes them itself is not believed. */
const told = ["Application", "Key", "Organization", "Permissions"].map(
  (name) => `X-Portcullis-${name}`,
);

const variable = (name: string) => `$${name.toLowerCase().replaceAll("-", "_")}`;

const judged =
  "Each call is matched with the endpoints of this API, by its method and its path as the gateway gets it: a path that matches none is refused.";

export const nginx: SnippetOf = ({ gateUrl, api, host, upstream }) => {
  const gate = new URL(gateUrl);
  const port = gate.port || (gate.protocol === "https:" ? "443" : "80");
  const path = `${gate.pathname.replace(/\/$/, "")}/v1/forward-auth?api=${api}&deny=403`;
  const tls = gate.protocol === "https:";
  return {
    label: "nginx",
    file: `/etc/nginx/conf.d/${api}.conf`,
    hint: `Write a service token where pcs_… stands. ${judged}`,
    code: `upstream portcullis-${api} {
    server ${gate.hostname}:${port};
    keepalive 32;
}

server {
    listen 80;
    server_name ${host};

    location / {
        auth_request /_portcullis;
        auth_request_set $portcullis_code $upstream_http_x_portcullis_code;
        auth_request_set $portcullis_retry_after $upstream_http_retry_after;
${told.map((name) => `        auth_request_set ${variable(name)} $upstream_http_${variable(name).slice(1)};`).join("\n")}
        error_page 403 = @refused;

        # Who calls. Whatever the caller wrote there is replaced.
${told.map((name) => `        proxy_set_header ${name} ${variable(name)};`).join("\n")}
        proxy_set_header X-Portcullis-Token "";
        proxy_set_header Host $host;
        proxy_pass ${upstream};
    }

    location = /_portcullis {
        internal;
        proxy_pass ${gate.protocol}//portcullis-${api}${path};
        proxy_pass_request_body off;
        proxy_http_version 1.1;
        proxy_connect_timeout 1s;
        proxy_read_timeout 2s;
        proxy_set_header Connection "";
        proxy_set_header Content-Length "";
        proxy_set_header Host ${gate.host};
        proxy_set_header X-Portcullis-Token "pcs_…";
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Method $request_method;
        proxy_set_header X-Forwarded-Uri $request_uri;
        proxy_set_header X-Original-Method "";
        proxy_set_header X-Original-URI "";${
          tls
            ? `
        proxy_ssl_server_name on;
        proxy_ssl_name ${gate.hostname};`
            : ""
        }
    }

    # nginx passes on only 401 and 403: a reached limit comes as 403 and
    # becomes 429 here.
    location @refused {
        add_header Retry-After $portcullis_retry_after always;
        if ($portcullis_code ~ "^(RATE_LIMITED|QUOTA_EXCEEDED)$") {
            return 429;
        }
        return 403;
    }
}
`,
  };
};

export const caddy: SnippetOf = ({ gateUrl, api, host, upstream }) => {
  const gate = new URL(gateUrl);
  const path = `${gate.pathname.replace(/\/$/, "")}/v1/forward-auth?api=${api}`;
  const tls = gate.protocol === "https:";
  return {
    label: "Caddy",
    file: "/etc/caddy/Caddyfile",
    hint: `Give Caddy a service token as PORTCULLIS_TOKEN. ${judged}`,
    code: `${host} {
	route {
		# Whatever the caller wrote about itself is dropped.
		request_header -X-Portcullis*
		request_header -X_Portcullis*
		request_header -X-Original*

		forward_auth ${gate.origin} {
			uri ${path}
			header_up X-Portcullis-Token {env.PORTCULLIS_TOKEN}${tls ? "\n\t\t\theader_up Host {upstream_hostport}" : ""}
			copy_headers ${told.join(" ")}
		}

		reverse_proxy ${upstream}
	}
}
`,
  };
};
