'use client';
import { useState } from 'react';
import { ScrollRegion } from '@/components/layout/scroll-region';
import { LoadingRows, RequestFailed } from '@/components/status/view-states';
import { Card } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy';
import { Switch } from '@/components/ui/switch';
import { useObjectYaml } from '@/lib/api/queries';
import { withoutManagedFields, type YamlPart, yamlParts } from '@/lib/manifest/yaml';
import type { ObjectPageData, ObjectRef } from './use-object-page';

const TONES: Record<YamlPart['kind'], string> = {
  key: 'text-progressing',
  text: '',
  number: 'text-warning',
  word: 'text-unknown',
  comment: 'text-ink-3',
  plain: 'text-ink-2',
};

/** The object as the API server has it, redacted; read again whenever it changes. */
export function YamlTab({ cluster, object, data }: { cluster: string; object: ObjectRef; data: ObjectPageData }) {
  const [bookkeeping, setBookkeeping] = useState(false);
  const yaml = useObjectYaml(cluster, object, data.live.body?.exists === true ? data.live.seq : null);
  const text = yaml.data === undefined ? null : bookkeeping ? yaml.data : withoutManagedFields(yaml.data);
  return (
    <Card
      title="YAML"
      flush
      aside={
        <span className="flex items-center gap-2">
          <Switch checked={bookkeeping} onChange={setBookkeeping} label="Managed fields" />
          <CopyButton text={text ?? ''} label="Copy the YAML" />
        </span>
      }
    >
      {yaml.isError && (
        <div className="px-2">
          <RequestFailed error={yaml.error} what="the object" retry={() => void yaml.refetch()} />
        </div>
      )}
      {text === null && !yaml.isError && (
        <div className="p-3.5">
          <LoadingRows rows={10} />
        </div>
      )}
      {text !== null && (
        <ScrollRegion label="YAML of the object" className="overflow-x-auto p-3.5">
          <pre className="mono leading-5">
            {text.split('\n').map((line, number) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
              <div key={number} className="min-h-5">
                {yamlParts(line).map((part, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a part is its position
                  <span key={at} className={TONES[part.kind]}>
                    {part.text}
                  </span>
                ))}
              </div>
            ))}
          </pre>
        </ScrollRegion>
      )}
    </Card>
  );
}
