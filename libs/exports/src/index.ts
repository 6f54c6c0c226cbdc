export { csvOf } from './csv';
export { pdfOf, type PdfTexts } from './pdf';
export { type Cell, type Column, type Table } from './table';
export { xlsxOf } from './xlsx';
